"""Settings for every test: how hard hypothesis looks; and a folder of somebody who is not root."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

NOBODY = 65534  # the user who owns nothing

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")


@pytest.fixture
def as_nobody(tmp_path: Path) -> Iterator[Path]:
    """Give a folder of somebody who is not root; root may write anywhere."""
    if sys.platform == "win32":
        pytest.skip("Windows has other rights")
    if os.geteuid() != 0:
        yield tmp_path
        tmp_path.chmod(0o700)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
