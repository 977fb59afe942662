"""Writes src/shapeproof/compile/code_points.txt, on a Python that has Unicode 14: 3.11."""

from __future__ import annotations

import textwrap
import unicodedata
from itertools import groupby
from pathlib import Path

TABLE = Path(__file__).parents[3] / "src/shapeproof/compile/code_points.txt"


def table() -> str:
    """The runs of code points of one category, in lines of up to 100 characters."""
    categories = (unicodedata.category(chr(each)) for each in range(0x110000))
    runs = (f"{name}{len(list(run))}" for name, run in groupby(categories))
    return textwrap.fill(" ".join(runs), 100, break_long_words=False) + "\n"


if __name__ == "__main__":
    if unicodedata.unidata_version != "14.0.0":
        raise SystemExit(f"this Python has Unicode {unicodedata.unidata_version}, not 14.0.0")
    TABLE.write_text(table(), encoding="ascii")
