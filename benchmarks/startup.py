"""How long `run.py --help` takes, as a multiple of an interpreter that does nothing.

Both run in turn, so that the ratio holds on a machine whose speed drifts. The limit is 4.

    python3 benchmarks/startup.py [PAIRS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 4.0
RUN = Path(__file__).parents[1] / "run.py"


def seconds(command: list[str]) -> float:
    """Time one whole process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own commands
    return time.perf_counter() - started


def main(pairs: int) -> int:
    """Print the median ratio and the medians behind it; 1 when it is over the limit."""
    helped, nothing = [sys.executable, str(RUN), "--help"], [sys.executable, "-c", "pass"]
    seconds(helped)  # the first run writes the bytecode
    timed = [(seconds(helped), seconds(nothing)) for _ in range(pairs)]
    ratio = statistics.median(one / other for one, other in timed)
    found = {
        "pairs": pairs,
        "help_ms": round(1000 * statistics.median(one for one, _ in timed), 1),
        "nothing_ms": round(1000 * statistics.median(other for _, other in timed), 1),
        "ratio": round(ratio, 2),
        "limit": LIMIT,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 21))
