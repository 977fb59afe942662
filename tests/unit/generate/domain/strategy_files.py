"""What files of strategies have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HEAD = "from hypothesis import strategies as st\nfrom shapeproof.generate.domain import domain\n\n"
"""The first three lines of the files that ``write`` makes."""

HELLO = 'values = domain("sample")\n'
"""Their fourth line, mostly."""

Write = Callable[..., Path]
