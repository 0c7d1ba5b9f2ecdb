#!/usr/bin/env python3
# ruff: noqa: PTH110, PTH112, PTH118, PTH120
"""Werkblad's launcher: `python3 run.py demo`, `python3 run.py test`.

Any Python 3 can read this file, however old, so that one that is too old says what to do instead of
failing on its syntax. The rest is in automations/engine/launcher/.
"""

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))

if sys.version_info < (3, 11):  # noqa: UP036 - this block is here for exactly those
    import gettext

    folder = os.path.join(ROOT, "automations", "engine", "locale")
    system = [os.environ.get(name, "")[:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    tongue = next(filter(None, system), "nl")
    known = os.path.isdir(os.path.join(folder, tongue))
    words = gettext.translation("launcher", folder, [tongue if known else "nl"])
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    newer = ["python3.14", "python3.13", "python3.12", "python3.11"]
    found = [name for name in newer if any(os.path.exists(os.path.join(p, name)) for p in path)]
    remedy = "launcher.use-newer" if found else "launcher.get-newer"
    text = words.gettext("launcher.too-old") + "\n" + words.gettext(remedy) + "\n"
    version = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(text.format(python=sys.executable, version=version, newer="".join(found[:1])))
    sys.exit(2)

if __name__ == "__main__":
    if ROOT not in sys.path:
        sys.path.insert(0, ROOT)

    from automations.engine.launcher import main

    sys.exit(main(sys.argv[1:], ROOT))
