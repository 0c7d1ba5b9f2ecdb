"""Mail into a folder."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automations.engine.mail.folder import FolderTransport, write_whole
from automations.engine.ports import Claimed, TransportError
from automations.engine.words import Words

MONDAY = datetime(2016, 10, 3, 7, tzinfo=UTC)


def claimed(message_id: str = "<a@dordrecht.example>", on: datetime = MONDAY) -> Claimed:
    """Make a message as the outbox hands it out."""
    return Claimed(1, message_id, "an@dordrecht.example", b"Subject: x\r\n\r\ny\r\n", on)


def transport(folder: Path) -> FolderTransport:
    """Make the transport as a Dutch workspace has it."""
    return FolderTransport(folder, "Europe/Amsterdam", Words("nl"))


def test_a_message_becomes_a_file_under_its_day(tmp_path: Path) -> None:
    """`<outbox>/<date>/<id>.eml`, byte for byte, and nothing beside it."""
    transport(tmp_path).hand_over(claimed())
    (path,) = [found for found in tmp_path.rglob("*") if found.is_file()]
    assert path.parent == tmp_path / "2016-10-03"
    assert path.suffix == ".eml"
    assert path.read_bytes() == claimed().content


def test_the_day_is_the_local_one(tmp_path: Path) -> None:
    """23:30 UTC on Monday is Tuesday in Dordrecht."""
    late = datetime(2016, 10, 3, 23, 30, tzinfo=UTC)
    assert transport(tmp_path).path(claimed(on=late)).parent.name == "2016-10-04"


def test_a_second_hand_over_changes_nothing(tmp_path: Path) -> None:
    """The folder is repeatable: after a crash the same message gives the same single file."""
    folder = transport(tmp_path)
    assert folder.repeatable
    folder.hand_over(claimed())
    folder.hand_over(claimed())
    assert len(list(tmp_path.rglob("*.eml"))) == 1


def test_different_messages_never_share_a_file(tmp_path: Path) -> None:
    """A thousand Message-IDs, a thousand names."""
    folder = transport(tmp_path)
    paths = {folder.path(claimed(f"<{number}@dordrecht.example>")) for number in range(1000)}
    assert len(paths) == 1000


def test_a_message_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """The name is a hash, whatever the Message-ID says."""
    path = transport(tmp_path).path(claimed("<../../../etc/passwd@x>"))
    assert path.parent.parent == tmp_path
    assert path.stem.isalnum()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    """A mail may say what is nobody else's business."""
    folder = transport(tmp_path)
    folder.hand_over(claimed())
    assert folder.path(claimed()).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    """The error is not final, and says in Dutch what to do."""
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(TransportError, match="schrijfrechten") as caught:
        transport(tmp_path / "outbox").hand_over(claimed())
    assert caught.value.permanent is False


def test_a_full_disk_leaves_neither_half_a_file_nor_a_remnant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the last moment, and what was there before is still whole."""
    path = tmp_path / "a.eml"
    write_whole(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"after")
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [
        ("a.eml", b"before")
    ]
