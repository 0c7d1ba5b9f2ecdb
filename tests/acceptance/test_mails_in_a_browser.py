"""The demo's mails as a browser draws them on the narrowest telephone."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.mails import in_folder

WIDTH = 320  # CSS pixels

PAGE = """<!doctype html><meta charset="utf-8">{frames}
<script>
onload = () => {{
  const widths = [...document.querySelectorAll("iframe")].map((frame) => {{
    const page = frame.contentDocument.documentElement;
    return [frame.title, page.scrollWidth, page.innerText.length];
  }});
  document.body.innerHTML = "<pre>" + JSON.stringify(widths) + "</pre>";
}};
</script>"""


def chromium() -> str:
    """Find Chromium; skip without it, but fail where everything must be there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS"):
            pytest.fail("Chromium must be installed here")
        pytest.skip("Chromium is not installed")
    return found


def measured(pages: dict[str, str], folder: Path) -> dict[str, tuple[int, int]]:
    """Draw pages in frames of 320 pixels: name → the width it needs, the letters it shows."""
    frames = "".join(
        f'<iframe title="{name}" width="{WIDTH}" height="900" style="border:0" '
        f'srcdoc="{html.escape(text)}"></iframe>'
        for name, text in pages.items()
    )
    page = folder / "mails.html"
    page.write_text(PAGE.format(frames=frames), "utf-8")
    drawn = subprocess.run(
        [
            *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-sync"),
            *("--disable-component-update", f"--user-data-dir={folder / 'profile'}"),
            *("--virtual-time-budget=10000", "--dump-dom", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout
    (found,) = re.findall(r"<pre>(.*?)</pre>", drawn, re.DOTALL)
    return {name: (width, letters) for name, width, letters in json.loads(html.unescape(found))}


def test_no_mail_is_wider_than_the_narrowest_telephone(demo: Path, tmp_path: Path) -> None:
    """Nobody has to scroll sideways, and every mail has something to read."""
    pages = {name: mail.get_body(("html",)).get_content() for name, mail in in_folder(demo).items()}
    found = measured(pages, tmp_path)
    assert found.keys() == pages.keys()
    assert {name: width for name, (width, _) in found.items() if width > WIDTH} == {}
    assert min(letters for _, letters in found.values()) > 200


def test_a_page_that_is_too_wide_is_noticed(tmp_path: Path) -> None:
    """The measure itself: a box of 400 pixels needs 400."""
    wide = '<!doctype html><div style="width:400px">Te breed</div>'
    (width, _) = measured({"wide": wide}, tmp_path)["wide"]
    assert width > WIDTH
