"""A keyring in a file, for tests: no machine that builds has one of its own.

`PYTHON_KEYRING_BACKEND=tests.keyring_file.FileKeyring` makes a process use it; the file is that of
`TEST_KEYRING`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Keeps passwords as JSON, in the clear."""

    priority = -1  # type: ignore[assignment]  # nobody takes it unasked

    def _path(self) -> Path:
        return Path(os.environ["TEST_KEYRING"])

    def _kept(self) -> dict[str, str]:
        path = self._path()
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, if anything."""
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        kept = self._kept() | {f"{service} {username}": password}
        self._path().write_text(json.dumps(kept), "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        """Keep it no longer."""
        kept = self._kept()
        if kept.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError(username)
        self._path().write_text(json.dumps(kept), "utf-8")
