"""The picture on the README's first screen, made anew from the demo.

`python -m tests.picture docs/images/demo.png` draws two rows of a sheet, the mail that their owner
gets, and two pages of the report. It needs Chromium, LibreOffice and pdftoppm.
"""

from __future__ import annotations

import html
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from automations.engine.app import main
from automations.engine.documents.pdf import convert
from tests.browser import browse
from tests.mails import in_folder

SIZE = (1240, 700)
OWNER, SUBJECT = "wijken@dordrecht.example", "Actie A-03"
REPORT = "voortgangsrapportage-2016-H1.docx"
SHEET = 2  # the page with the tab Acties, behind the one that says what is in the workbook
PAGES = (1, 2)  # of the report: its front, and the summary
LOOKS = """
body { margin: 0; background: #e2e8ec; width: 1240px; height: 700px; position: relative }
body > * { position: absolute; background: #fff; border-radius: 8px; overflow: hidden;
           box-shadow: 0 1px 5px #0003; border: 0 }
#sheet { left: 24px; top: 20px; width: 1192px; height: 232px }
#sheet img { width: 1226px; margin: -18px 0 0 -14px }
#mail { left: 24px; top: 272px; width: 552px; height: 505px; transform: scale(.8);
        transform-origin: 0 0 }
.page { top: 272px; width: 355px; height: 404px }
.page img { width: 355px }
"""


def picture(folder: Path, to: Path) -> None:
    """Build the demo in `folder` and draw it."""
    demo = folder / "demo"
    with redirect_stdout(StringIO()):
        main(["demo", str(demo), "--lang", "nl"])
    (sheet,) = _drawn(demo / "workbooks" / "actieplan.xlsx", (SHEET,), 150)
    report = demo / "reports" / REPORT
    pages = _drawn(report, PAGES, 110)
    mail = next(
        mail
        for mail in in_folder(demo).values()
        if mail["To"] == OWNER and str(mail["Subject"]).startswith(SUBJECT)
    )
    body = mail.get_body(("html",))
    assert body is not None
    inside = f'<div id="sheet"><img src="{sheet.as_uri()}"></div>'
    inside += f'<iframe id="mail" srcdoc="{html.escape(body.get_content())}"></iframe>'
    for number, page in enumerate(pages):
        left = 486 + number * 375
        inside += f'<div class="page" style="left:{left}px"><img src="{page.as_uri()}"></div>'
    whole = folder / "picture.html"
    whole.write_text(f"<!doctype html><meta charset=utf-8><style>{LOOKS}</style>{inside}", "utf-8")
    size = f"--window-size={SIZE[0]},{SIZE[1]}"
    how = (f"--screenshot={to.resolve()}", size, "--virtual-time-budget=5000")
    browse(whole, folder, "light", *how)


def _drawn(document: Path, pages: tuple[int, ...], dots: int) -> list[Path]:
    """Draw pages of a document as LibreOffice prints them."""
    made = convert(document)
    if made is None:
        sys.exit("LibreOffice must be installed here")
    found = []
    for page in pages:
        to = document.with_name(f"{document.stem}-{page}")
        numbers = ("-f", str(page), "-l", str(page))
        command = ("pdftoppm", "-png", "-singlefile", "-r", str(dots), *numbers, made, to)
        subprocess.run(command, check=True)
        found.append(to.with_suffix(".png"))
    return found


if __name__ == "__main__":
    with TemporaryDirectory() as work:
        picture(Path(work), Path(sys.argv[1]))
