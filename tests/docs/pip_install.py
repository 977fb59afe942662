"""``pip install`` of a page: builds what is in a folder, without any index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distribution

FOLDER = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet")


def install(words: list[str]) -> None:
    """Install folders; a package by its name must be there already."""
    for word in words:
        if word.startswith("."):
            where = ("--target", os.environ["PACKAGES"], "--upgrade")
            command = (sys.executable, "-m", "pip", "install", *FOLDER, *where, word)
            subprocess.run(command, check=True, timeout=100)
        elif not word.startswith("-"):
            distribution(re.split(r"[\[<>=~!]", word)[0])


if __name__ == "__main__":
    assert sys.argv[1] == "install", sys.argv
    install(sys.argv[2:])
