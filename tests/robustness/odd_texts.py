"""Servers whose identifiers and texts hold what terminals, shells, pages and parsers act on.

Each answers such a text in place of an identifier and of an enum value, so that reports show it.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from .boxed_server import Answers, Box, Reply, Request, served
from .interface import TRACES, Expected, Outcome, Trial, ends

_FAMILY = "odd texts"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACTED_ON = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal acts on; some reorder what is shown."""
_SHOWN = ("r.html", "r.md", "r.xml")
"""Reports that are shown as they are; the others are data."""
_MARKUP = ("<script>alert", "<img src=", 'href="javascript')
_REPORTS = {
    "json": "r.json", "jsonl": "r.jsonl", "html": "r.html", "junit": "r.xml", "markdown": "r.md",
    "sarif": "r.sarif", "har": "r.har",
}  # fmt: skip


def answering(text: str) -> Answers:
    """The mock, with a text at the end of each identifier; its enum values are wrong."""

    def answer(box: Box, request: Request) -> Reply:
        target = request.target.replace(quote(text, safe="", errors="replace"), "")
        inner = Request(request.number, request.method, target, request.headers, request.body)
        reply = box.mock(inner)
        body = _with_text(json.loads(reply.body), text) if reply.body else None
        said = json.dumps(body, ensure_ascii=request.number % 2 == 0 or not _is_whole(text))
        return Reply(reply.status, said.encode() if reply.body else b"", reply.headers)

    return answer


def _is_whole(text: str) -> bool:
    return text == text.encode("utf-8", "replace").decode()


def _with_text(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        changed = {key: _with_text(each, text) for key, each in value.items()}
        return changed | ({"engineType": f"no {text}"} if "engineType" in changed else {})
    if isinstance(value, list):
        return [_with_text(each, text) for each in value]
    if isinstance(value, str):
        return _UUID.sub(lambda found: found[0] + text, value)
    return value


def _harmless(folder: Path, outcome: Outcome) -> Iterator[str]:
    """No output holds what is acted on; every report can be read."""
    for found in _ACTED_ON.findall(outcome.said)[:1]:
        yield f"prints {found!r}"
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in _REPORTS.values()}
    for name in _SHOWN:
        for found in _ACTED_ON.findall(texts[name])[:1]:
            yield f"{name} holds {found!r}"
    rendered = MarkdownIt().enable("table").render(texts["r.md"])
    for name, page in (("r.html", texts["r.html"]), ("r.md", rendered)):
        if any(each in page for each in _MARKUP):
            yield f"{name} has the markup as it came"
    if re.search(r"^::\w+", texts["r.md"] + outcome.said, re.MULTILINE):
        yield "a line is a command of a CI system"
    ElementTree.fromstring(texts["r.xml"])
    for name in ("r.json", "r.sarif", "r.har"):
        json.loads(texts[name])
    for line in filter(None, texts["r.jsonl"].split("\n")):
        json.loads(line)
    yield from _shell_safe(folder, json.loads(texts["r.json"]))


def _shell_safe(folder: Path, report: dict[str, Any]) -> Iterable[str]:
    """The lines to reproduce findings run nothing but curl."""
    lines = [each["reproduce"]["curl"] for each in report["findings"]]
    if not lines:
        yield "there is no finding"
    script = "\n".join(["curl() { :; }", "python3() { :; }", "PATH=", *lines])
    ran = subprocess.run(
        ["/bin/bash", "-s"],
        input=script.encode(),
        cwd=folder,
        capture_output=True,
        timeout=10,
        check=False,
    )
    if ran.returncode or ran.stderr:
        yield f"a line to reproduce a finding is no call of curl: {ran.stderr[:200]!r}"
    if (folder / "made").exists():
        yield "a line to reproduce a finding runs what the server has answered"


_TEXTS = (
    ("escape sequences of terminals", "\x1b]0;owned\x07\x1b[31mred\x1b[2J\x9b31m"),
    ("line breaks and commands of CI systems", "\n::error::x\r\n##[error]x\r| a | b |\n---"),
    ("parts of shell lines", "'; echo > made; \"$(echo > made)`echo > made`\\' & | > made !!"),
    ("markup", "<script>alert(1)</script><img src=x onerror=y><!--]]></system-out>&lt;"),
    ("Markdown", "](javascript:x) ![x](http://127.0.0.1/x) | ` ``` **x** <img src=x>"),
    ("templates and format strings", "{{7*7}}${7*7}%s%n%(a)s{0}{x.__class__}{}"),
    ("slashes, dots and marks of URLs", "/../..//?a=b#c%2F%00;x=y&z"),
    ("signs that change the direction of text", "\u202eabc\u2066\u200b\u2028\u0085\ufeff"),
    ("what XML cannot hold", "\x00\x01\ufffe\uffff\U0001fffe"),
    ("half of a surrogate pair", "\ud83d"),
    ("emoji and combining marks", "\U0001f469\u200d\U0001f4bb" + "e" + "\u0301" * 300),
    ("names of prototypes and references", "__proto__ $ref #/definitions/x ~0~1 constructor"),
    ("100,000 characters", "x" * 100_000),
    ("numbers in place of digits", "\u0661\u00b2\u2460 1e400 NaN -0"),
)


def _trial(name: str, text: str) -> Trial:
    reports = [f"--report={kind}={path}" for kind, path in _REPORTS.items()]
    return Trial(
        _FAMILY,
        f"identifiers that hold {name}",
        ("server", "mq", "{url}", "--operation", "*Configuration", "--phases", "coverage",
         "--max-requests", "60", "--seed", "1", "--time-limit", "8", "--verbose", *reports),
        Expected(ends(1, 3), never=TRACES, seconds=60, peak_mb=500),
        served(answering(text)),
        inspect=_harmless,
        preloaded=True,
    )  # fmt: skip


TRIALS = tuple(_trial(*each) for each in _TEXTS)
