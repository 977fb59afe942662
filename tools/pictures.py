"""Make the pictures of README.md and the documentation from one real run: ``make pictures``.

The run has a fixed seed, and how long it took is left out, so that the same versions of
shapeproof, botocore and moto give the same pictures. The one of the HTML report needs Chromium.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
RUN = ("server", "scheduler", "--moto", "--seed", "0")
COLUMNS, LINES = 112, 27
SIZE = "1280,1000"
_SECONDS = re.compile(r", [\d,]+(?:\.\d+)? s\b")
_FONTS = re.compile(r"\s*@font-face \{.*?\}", flags=re.DOTALL)
"""They would be loaded from another host; every system has a monospaced font."""
_CHROMIUM = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    f"--window-size={SIZE}",
)


def main() -> None:
    """Run shapeproof once, and draw its terminal and its HTML report."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        report, page = Path(folder, "report.json"), Path(folder, "report.html")
        done = shapeproof(*RUN, "--quiet", "--report", f"json={report}", "--report", f"html={page}")
        if done not in (0, 1):
            sys.exit(f"the run ended with status {done}")
        draw_terminal(printed_in_a_terminal("report", "show", str(report)))
        draw_page(page)


def shapeproof(*arguments: str) -> int:
    """The exit status of a command."""
    command = [sys.executable, "-m", "shapeproof", *arguments]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode


def printed_in_a_terminal(*arguments: str) -> str:
    """What a command prints where it finds a terminal: with colours."""
    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "shapeproof", *arguments]
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, env=environment
    ):
        os.close(slave)
        printed = b""
        try:
            while data := os.read(master, 65_536):
                printed += data
        except OSError:  # how Linux says that the other side is closed
            pass
    os.close(master)
    return printed.decode().replace("\r\n", "\n")


def draw_terminal(printed: str) -> None:
    """The first lines of an output as an SVG."""
    text = Text.from_ansi(printed)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), legacy_windows=False)
    lines = list(text.wrap(console, COLUMNS))[:LINES]
    console.print(Text.from_ansi(f"$ shapeproof {' '.join(RUN)}"))
    for line in lines:
        console.print(without_seconds(line))
    drawn = console.export_svg(title="shapeproof", theme=MONOKAI, unique_id="shapeproof")
    (PICTURES / "terminal.svg").write_text(_FONTS.sub("", drawn), encoding="utf-8")


def without_seconds(line: Text) -> Text:
    """The line without how long the run took."""
    found = _SECONDS.search(line.plain)
    return line if found is None else Text.assemble(line[: found.start()], line[found.end() :])


def draw_page(page: Path) -> None:
    """The first screen of an HTML report as a PNG."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium, so no picture of the HTML report; try: apt-get install chromium")
    page.write_text(_SECONDS.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    picture = PICTURES / "html-report.png"
    with tempfile.TemporaryDirectory() as profile:
        places = (f"--user-data-dir={profile}", f"--screenshot={picture}", page.as_uri())
        subprocess.run(
            [chromium, *_CHROMIUM, *places], check=True, timeout=120, stderr=subprocess.DEVNULL
        )


if __name__ == "__main__":
    main()
