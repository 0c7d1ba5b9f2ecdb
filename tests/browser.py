"""Pages as Chromium draws them: how wide they are, how readable, and what axe says of them."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest

Scheme = Literal["light", "dark"]
WIDTHS = (320, 700)  # CSS pixels: the narrowest telephone, and a mail program on a desk
_SCHEMES: dict[Scheme, int] = {"dark": 0, "light": 1}  # as Blink counts them
_ASKED = """
const asked = {asked};
onload = async () => {{
  const found = [];
  for (const frame of document.querySelectorAll("iframe")) {{
    const page = frame.contentDocument.documentElement;
    const seen = {{
      name: frame.title,
      width: page.scrollWidth,
      letters: page.innerText.length,
      dark: frame.contentWindow.matchMedia("(prefers-color-scheme: dark)").matches,
      violations: [],
    }};
    if (asked.axe) {{
      const script = frame.contentDocument.createElement("script");
      script.textContent = document.getElementById("axe").textContent;
      frame.contentDocument.head.append(script);
      const {{ violations }} = await frame.contentWindow.axe.run(frame.contentDocument);
      seen.violations = violations.flatMap((one) =>
        one.nodes.map((node) => [one.impact, one.id, node.html.slice(0, 200)]));
    }}
    found.push(seen);
  }}
  document.body.innerHTML = "<pre></pre>";
  document.querySelector("pre").textContent = JSON.stringify(found);
}};
"""


@dataclass(frozen=True)
class Drawn:
    """What Chromium found of one page."""

    width: int  # CSS pixels that it needs
    letters: int  # that it shows
    dark: bool  # whether it was drawn for people who like it dark
    violations: tuple[tuple[str, str, str], ...] = ()  # axe's: how bad, which rule, where

    @property
    def serious(self) -> tuple[tuple[str, str, str], ...]:
        """What keeps people from reading it."""
        return tuple(one for one in self.violations if one[0] in {"serious", "critical"})


def chromium() -> str:
    """Find Chromium; skip without it, but fail where everything must be there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS"):
            pytest.fail("Chromium must be installed here")
        pytest.skip("Chromium is not installed")
    return found


def draw(
    pages: Mapping[str, str],
    folder: Path,
    *,
    width: int = WIDTHS[0],
    scheme: Scheme = "light",
    axe: bool = False,
) -> dict[str, Drawn]:
    """Draw pages of HTML, each in a frame of that width; with `axe` have it look at each."""
    page = folder / f"{scheme}-{width}.html"
    script = ""
    if axe:
        source = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
        script = f'<script id="axe" type="text/plain">{source}</script>'
    asked = json.dumps({"axe": axe})
    page.write_text(
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>Mails</title>{script}'
        f"{frames(pages, width)}<script>{_ASKED.format(asked=asked)}</script>",
        "utf-8",
    )
    printed = browse(page, folder, scheme, "--virtual-time-budget=100000", "--dump-dom")
    (found,) = re.findall(r"<pre>(.*?)</pre>", printed, re.DOTALL)
    drawn = {}
    for one in json.loads(html.unescape(found)):
        violations = tuple(tuple(violation) for violation in one["violations"])
        drawn[one["name"]] = Drawn(one["width"], one["letters"], one["dark"], violations)
    return drawn


def frames(pages: Mapping[str, str], width: int) -> str:
    """Put every page in a frame of its own, as a mail program does."""
    return "".join(
        f'<iframe title="{html.escape(name)}" width="{width}" height="900" '
        'style="border:0;vertical-align:top" '
        f'srcdoc="{html.escape(text)}"></iframe>'
        for name, text in pages.items()
    )


def browse(page: Path, folder: Path, scheme: Scheme, *how: str) -> str:
    """Let Chromium draw a page, without a word to the world outside; return what it prints."""
    command: Sequence[str] = (
        *(chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
        *("--no-first-run", "--disable-background-networking", "--disable-sync"),
        *("--disable-component-update", f"--user-data-dir={folder / 'profile'}"),
        *("--hide-scrollbars", f"--blink-settings=preferredColorScheme={_SCHEMES[scheme]}"),
        *(*how, page.as_uri()),
    )
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return done.stdout
