"""PDF through LibreOffice, where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 120


class PdfError(RuntimeError):
    """LibreOffice did not make a PDF; open the document in it to see why."""


# Numbers in charts are written as the computer does, unless the profile says otherwise.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">\
<value>{locale}</value></prop></item></oor:items>
"""


def convert(document: Path, locale: str = "nl-NL") -> Path | None:
    """Make a PDF beside `document`; None where LibreOffice is not installed. Raises PdfError.

    LibreOffice gets a profile of its own, so that one that is open is left alone, and writes
    numbers as people do who speak the language of `locale`.
    """
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        return None
    made = document.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS.format(locale=locale), "utf-8")
        command = [
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            *("--convert-to", "pdf", "--outdir", folder, str(document.resolve())),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell, our own arguments
        except (subprocess.TimeoutExpired, OSError) as error:
            raise PdfError(document.name) from error
        converted = Path(folder) / made.name
        if done.returncode or not converted.is_file():
            raise PdfError(document.name)
        shutil.move(converted, made)
    return made
