"""Keeps JSON reports small: what is least needed of a finding is left out first.

A report within its limit is whole. Of a larger one all findings but the examples of root causes are
shortened, step by step, until it fits. Where that is not enough, gigantic examples are shortened,
and at last all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.exchange.contrast import contrasted
from shapeproof.report.document import FindingRecord, Report, RequestRecord, ResponseRecord
from shapeproof.report.text import abbreviated

MIN_LIMIT = 3_000_000
"""Bytes up to which a report is never shortened."""
PER_FINDING = 1_500
"""Bytes for each finding that a larger report may have."""
MAX_EXAMPLES = 100
"""Root causes whose examples stay whole as long as possible."""
_KEPT_HEADERS = frozenset({"content-type", "x-amzn-errortype", "x-amz-target"})


@dataclass(frozen=True)
class _Step:
    """How much of a finding stays: characters of its parts; None leaves a part as it is."""

    body: int | None = None
    curl: int | None = None
    python: int | None = 0
    text: int | None = None
    all_headers: bool = True


_STEPS = (
    _Step(),
    _Step(body=2_000, curl=2_000),
    _Step(body=500, curl=700, text=300),
    _Step(body=300, curl=0, text=200, all_headers=False),
    _Step(body=100, curl=0, text=150, all_headers=False),
)
"""From the least loss to the greatest."""
_WHOLE = _Step(python=None)
_EXAMPLE = _Step(body=8_000, curl=20_000, python=20_000, text=2_000)


def limited(report: Report, limit: int | None = None) -> Report:
    """The report, shortened where it has more bytes than it may have."""
    most = limit or max(MIN_LIMIT, PER_FINDING * len(report["findings"]))
    if _size(report) <= most:
        return report
    sizes = _Sizes(report)
    fitting = (each for each in _LEVELS if sizes.of(*each) <= most)
    return sizes.shortened(*next(fitting, _LEVELS[-1]))


_LEVELS = [
    (step, of_examples or step) for of_examples in (_WHOLE, _EXAMPLE, None) for step in _STEPS
]
"""What stays of findings, and of the examples of root causes, from the least loss."""


class _Sizes:
    """How many bytes a report has at each level; no finding is measured twice for a step."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._examples = {each["example"] for each in report.get("groups", [])[:MAX_EXAMPLES]}
        self._around = _size({**report, "findings": []})
        self._known: dict[tuple[_Step, bool], int] = {}

    def of(self, step: _Step, of_examples: _Step) -> int:
        """The size with the examples shortened to one step, and all else to another."""
        return self._around + self._findings(step, False) + self._findings(of_examples, True)

    def shortened(self, step: _Step, of_examples: _Step) -> Report:
        """The report at that level."""
        findings = [
            _shorter(each, of_examples if each["id"] in self._examples else step)
            for each in self._report["findings"]
        ]
        return {**self._report, "findings": findings}

    def _findings(self, step: _Step, examples: bool) -> int:
        """The size of the findings that are examples, or of those that are not."""
        if (step, examples) not in self._known:
            chosen = (
                each
                for each in self._report["findings"]
                if (each["id"] in self._examples) is examples
            )
            sizes = (_size(_shorter(each, step)) + _BETWEEN for each in chosen)
            self._known[step, examples] = sum(sizes)
        return self._known[step, examples]


_BETWEEN = len(", ")


def _size(part: Report | FindingRecord) -> int:
    return len(json.dumps(part, ensure_ascii=False).encode("utf-8", "replace"))


def _shorter(finding: FindingRecord, step: _Step) -> FindingRecord:
    response, programs = finding["response"], finding["reproduce"]
    expected, actual = finding["expected"], finding["actual"]
    if step.text is not None:
        expected, actual = contrasted(expected, actual, step.text)
    return {
        **finding,
        "message": _cut(finding["message"], step.text and 2 * step.text),
        "expected": expected,
        "actual": actual,
        "request": _request(finding["request"], step),
        "response": None if response is None else _response(response, step),
        "reproduce": {
            "curl": _all_or_nothing(programs["curl"], step.curl),
            "python": _all_or_nothing(programs["python"], step.python),
        },
    }


def _request(request: RequestRecord, step: _Step) -> RequestRecord:
    return {
        "method": request["method"],
        "url": _cut(request["url"], step.body),
        "headers": _headers(request["headers"], step),
        "body": _cut(request["body"], step.body),
    }


def _response(response: ResponseRecord, step: _Step) -> ResponseRecord:
    return {
        "status": response["status"],
        "headers": _headers(response["headers"], step),
        "body": _cut(response["body"], step.body),
    }


def _headers(headers: Mapping[str, str], step: _Step) -> dict[str, str]:
    return {
        name: _cut(value, step.body)
        for name, value in headers.items()
        if step.all_headers or name.lower() in _KEPT_HEADERS
    }


def _cut(text: str, limit: int | None) -> str:
    return text if limit is None else abbreviated(text, limit)


def _all_or_nothing(program: str, limit: int | None) -> str:
    """A program that is cut is none."""
    return program if limit is None or len(program) <= limit else ""
