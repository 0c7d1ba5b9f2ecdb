"""Workbooks with a password: from the environment or the keyring, and written nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import keyring
import msoffcrypto.format.ooxml
import pytest

from automations.engine.app import main
from automations.engine.example import build_example
from automations.engine.words import Words
from tests.keyring_file import FileKeyring
from tests.text_tables import shipped

SECRET = "Geheim! ë 2016"  # noqa: S105 - that of the test


@pytest.fixture(autouse=True)
def _own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a keyring of its own, in a file; and no password in the environment."""
    before = keyring.get_keyring()
    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    for name in ("WERKBLAD_WORKBOOK_PASSWORD", "WERKBLAD_PASSWORD_SIGNALS"):
        monkeypatch.delenv(name, raising=False)
    keyring.set_keyring(FileKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the example's workspace; its signals have a password."""
    build_example(tmp_path / "demo", shipped(), Words("nl"))
    path = tmp_path / "demo" / "workbooks" / "signalen.xlsx"
    plain = BytesIO(path.read_bytes())
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(SECRET, file)
    return tmp_path / "demo"


def of_signals(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Check, and return what is found in the signals workbook."""
    capsys.readouterr()
    main(["check", "-C", str(folder), "--json"])
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    found = json.loads(said.out)["findings"]
    return [one for one in found if one["workbook"] == "signals"]


def test_without_a_password_it_is_one_finding_that_says_how_to_pass_it_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command for the keyring, ready to be typed."""
    (found,) = of_signals(folder, capsys)
    assert found["code"] == "unreadable-workbook"
    assert "-m keyring set werkblad signals" in found["message"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Moet het wachtwoord blijven? Sla het dan op als .xlsx, anders zonder."),
        ("en", "Does it need one? Then save it as .xlsx, else without."),
    ],
)
def test_an_ods_file_that_needs_its_password_is_to_become_an_xlsx(language: str, said: str) -> None:
    """Nothing reads an encrypted .ods file, so that no command would help."""
    assert Words(language)("findings.unreadable-ods-password", file="x.ods").endswith(said)


@pytest.mark.parametrize("name", ["WERKBLAD_PASSWORD_SIGNALS", "WERKBLAD_WORKBOOK_PASSWORD"])
def test_the_environment_may_hold_it(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """For this workbook, or for all of them; its own goes before."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("WERKBLAD_WORKBOOK_PASSWORD", "een ander")
    monkeypatch.setenv(name, SECRET + "\n")
    found = of_signals(folder, capsys)
    assert found
    assert {one["sheet"] for one in found} == {"signals"}
    assert SECRET not in caplog.text


def test_the_keyring_may_hold_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the workbook's name in config.yaml."""
    keyring.set_password("werkblad", "signals", SECRET)
    assert {one["sheet"] for one in of_signals(folder, capsys)} == {"signals"}


def test_a_wrong_password_is_a_finding_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that the password is not right any more; once it is, the workbook is read."""
    monkeypatch.setenv("WERKBLAD_PASSWORD_SIGNALS", "fout")
    (found,) = of_signals(folder, capsys)
    assert "klopt niet" in found["message"]
    monkeypatch.setenv("WERKBLAD_PASSWORD_SIGNALS", SECRET)
    assert len(of_signals(folder, capsys)) >= 1
