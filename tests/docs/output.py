"""Whether a program printed what a page shows; figures may differ, and ``…`` is anything."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PART = re.compile(
    r"(?P<rest>\.\.\.|…)|(?P<number>\d[\d,]*(?:\.\d+)?)|(?P<space>\s+)|(?P<rule>={5,}|_{5,}|-{5,})"
)


def missing_line(shown: str, printed: str) -> str | None:
    """The first line of ``shown`` that is not in ``printed``, after the lines before it."""
    lines = iter([" ".join(line.split()) for line in _COLOUR.sub("", printed).splitlines()])
    for line in shown.splitlines():
        pattern = _pattern(line.strip())
        if not line.strip(" .…"):
            continue
        if not any(pattern.fullmatch(each) for each in lines):
            return line
    return None


def _pattern(line: str) -> re.Pattern[str]:
    text, end = "", 0
    for part in _PART.finditer(line):
        text += re.escape(line[end : part.start()])
        rule = re.escape(part[0][0]) + "+"  # as wide as the terminal
        kinds = {"rest": ".*", "number": r"\d[\d,]*(?:\.\d+)?", "space": " *", "rule": rule}
        text += kinds[part.lastgroup or ""]
        end = part.end()
    return re.compile(text + re.escape(line[end:]))
