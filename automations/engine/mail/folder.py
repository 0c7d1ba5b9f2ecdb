"""Mail into a folder: each message a file that any mail program opens. The default."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from automations.engine.ports import Claimed, TransportError
from automations.engine.words import Words


class FolderTransport:
    """Writes `<folder>/<date>/<id>.eml`; a second hand-over writes the same file again."""

    name = "folder"
    repeatable = True
    lanes = 1  # a disk gains nothing by more

    def __init__(self, folder: Path, zone: str, words: Words) -> None:
        """Write below `folder`; `zone` decides which day a message belongs to."""
        self._folder = folder
        self._zone = ZoneInfo(zone)
        self._words = words

    def path(self, message: Claimed) -> Path:
        """Say where a message goes; its name comes from the Message-ID alone."""
        day = message.on.astimezone(self._zone).date().isoformat()
        name = sha256(message.message_id.encode()).hexdigest()[:20]
        return self._folder / day / f"{name}.eml"

    def session(self) -> FolderTransport:
        """Return the transport itself: a folder needs no connection."""
        return self

    def offer(self, message: Claimed) -> None:
        """Do nothing: a folder takes whatever comes."""

    def withdraw(self) -> None:
        """Do nothing: nothing was begun."""

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def hand_over(self, message: Claimed) -> None:
        """Write the file whole or not at all; raises TransportError, to be tried again."""
        path = self.path(message)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, message.content)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            text = self._words("mail.folder-fails", folder=path.parent.name, reason=reason)
            raise TransportError(text, permanent=False) from error


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that nobody ever sees half of it, not even after a power cut.

    The file is for its owner alone (0600). Raises OSError, and leaves nothing behind then.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` last; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
