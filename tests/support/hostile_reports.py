"""Reports whose every text tries to break out of the page, file or document that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from shapeproof.report.document import Report

CANARY = "shapeproofWasHere"
"""The global that a script sets where it runs."""
_CALL = f"window.{CANARY}=1"

HOSTILE: Mapping[str, str] = {
    "script": f"<script>{_CALL}</script>",
    "end of script": f"</script></style></template></textarea></title><script>{_CALL}</script>",
    "attribute": f'"\' onmouseover="{_CALL}" autofocus onfocus="{_CALL}" x=`',
    "image": f"<img src=x onerror={_CALL}><svg onload={_CALL}>",
    "frame": f"<iframe srcdoc='<script>parent.{CANARY}=1</script>'>",
    "comment": f"--><!--<script>{_CALL}//--!><script>{_CALL}</script>",
    "url": f"javascript:{_CALL}//https://x/",
    "data url": f"data:text/html,<script>opener.{CANARY}=1</script>",
    "template": "{{ cycler.__init__.__globals__ }}{% raw %}${7*7}#{7*7}<%= 7*7 %>{{constructor}}",
    "cdata": f"]]><script>{_CALL}</script><![CDATA[&#0;&#60;script&#62;",
    "right to left": "\u202e\u2066txt.exe\u2069\u202a\ufeff\u200b\u2028\u2029\u0085",
    "control": "a\0b\x01\x08\x0b\x0c\x1b[31m\x1b]8;;http://x\x07\x7f\x9b\r\n\t\ufffe\uffff",
    "surrogates": "\ud800 \udfff \udc80",
    "markdown": f"](javascript:{_CALL}) ![x](http://x.invalid/p.png) |\n\n# x\n```\n",
    "details": f"<details open ontoggle={_CALL}>x</details><style>*{{display:none}}</style>",
    "selector": "a'\"]),*{display:none}/*\\",
    "prototype": "__proto__",
    "nothing": "",
    "blank": " \t\n",
}
"""Texts by what they try."""

_ID = re.compile("[0-9a-f]{16}")
_WORDS = {
    "severity": {"error", "warning", "note"},
    "fail_on": {"error", "warning", "note"},
    "status": {"conforms", "findings", "incomplete"},
}
_NAMED = frozenset({"name", "operation", "operations", "left_out"})
"""Members whose values are names that must differ."""
_OPEN = frozenset({"headers", "tried", "tolerated"})
"""Mappings whose keys are anything."""


def hostile_report(report: Report, text: str, *, ids: bool = False) -> Report:
    """The report with ``text`` before each text in it, the keys of open mappings included.

    It is still valid, unless ``ids`` are changed as well.
    """

    def change(name: str, value: str) -> str:
        fixed = _is_fixed(name, value) and not (ids and _ID.fullmatch(value))
        return value if fixed else text + value

    return cast("Report", _changed("", report, change))


def replaced_report(report: Report, text: str) -> Report:
    """The report with ``text`` instead of each text, but for names, ids and severities."""

    def change(name: str, value: str) -> str:
        return value if _is_fixed(name, value) or name in _NAMED else text

    return cast("Report", _changed("", report, change))


def varied_report(report: Report, texts: Iterator[str]) -> Report:
    """The report with another text before each text in it; it is still valid."""

    def change(name: str, value: str) -> str:
        if _is_fixed(name, value):
            return value
        return value if name in _NAMED else next(texts) + value

    return cast("Report", _changed("", report, change))


def _is_fixed(name: str, value: str) -> bool:
    return bool(_ID.fullmatch(value)) or value in _WORDS.get(name, ())


def _changed(name: str, value: Any, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, list):
        return [_changed(name, each, change) for each in value]
    if isinstance(value, dict):
        return {
            change("", key) if name in _OPEN else key: _changed(key, each, change)
            for key, each in value.items()
        }
    return value
