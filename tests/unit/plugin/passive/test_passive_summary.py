"""The summary of a passive run: what the first screen shows."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from shapeproof.exchange import Severity
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.plugin.passive.summary import write_summary
from shapeproof.report.baseline import Baseline

WIDTH = 80
SETTINGS = PassiveSettings(True, Severity.ERROR, Baseline(None, (), False), (), False, None, None)


def _record(number: int, severity: str, service: str, operation: str, member: str) -> Any:
    return {
        "id": f"{number:016x}", "check": "request_schema", "severity": severity,
        "service": service, "operation": operation, "where": f"request /{member}",
        "constraint": "enum", "message": "the value is not in its enum", "expected": "one of A, B",
        "actual": '"C"', "phase": "passive", "known": False, "count": 2, "test": "t.py::test",
        "protocol": "json", "request": {"method": "", "url": "", "headers": {}, "body": ""},
        "response": None, "reproduce": {"curl": "", "python": ""},
    }  # fmt: skip


def _many(numbers: Iterable[int], severity: str, causes: int, **more: Any) -> list[Any]:
    records = (
        _record(each, severity, "things", f"DoTheThingsOfKind{each % 7}", f"Member{each % causes}")
        for each in numbers
    )
    return [{**each, **more} for each in records]


def _summary(records: list[Any], verbosity: int = 0, shown: Iterable[str] = ()) -> list[str]:
    totals = SessionTotals()
    findings = [{"record": each, "sites": [["t.py", 3]]} for each in records]
    totals.add(
        {
            "findings": findings, "calls": [["things", "DoTheThings", 400]], "coverage": [],
            "shown": list(shown), "unread": 0,
        }
    )  # fmt: skip
    lines: list[str] = []
    reporter: Any = SimpleNamespace(
        section=lambda title, _: lines.append(title),
        line=lambda text, **_: lines.append(text),
        config=SimpleNamespace(get_verbosity=lambda: verbosity),
        _tw=SimpleNamespace(fullwidth=WIDTH),
    )
    write_summary(reporter, totals, SETTINGS, ())
    return lines


THREE_HUNDRED = [
    *_many(range(200), "error", 40),
    *_many(range(200, 280), "warning", 20),
    *_many(range(280, 300), "note", 5),
]


def test_three_hundred_findings_are_ten_root_causes_of_each_severity() -> None:
    lines = _summary(THREE_HUNDRED)

    assert len(lines) < 120
    assert lines[1] == "200 errors in 40 root causes"
    assert lines.index("80 warnings in 20 root causes") > 80
    assert sum("30 more root causes: -v shows all findings" in each for each in lines) == 1
    assert sum("10 more root causes: -v shows all findings" in each for each in lines) == 1
    assert lines[-1] == (
        "200 errors, 80 warnings, 20 notes (20 not shown: -v); 400 calls of 1 operation checked"
    )
    rows = lines[lines.index("80 warnings in 20 root causes") + 1 :][:10]
    assert all(len(each) <= WIDTH for each in rows)
    assert all(each.startswith("    4  things.DoTheThings") for each in rows)


@pytest.mark.parametrize("verbosity, most", [(-1, 30), (-2, 1)])
def test_quiet_runs(verbosity: int, most: int) -> None:
    lines = _summary(THREE_HUNDRED, verbosity)

    assert len(lines) <= most
    assert lines[-1].startswith("200 errors, 80 warnings, 20 notes")


def test_verbose_runs_have_all_in_full() -> None:
    lines = _summary(THREE_HUNDRED, 1)

    assert sum(each.startswith(("ERROR", "WARNING", "NOTE")) for each in lines) == 300


def test_one_error() -> None:
    assert _summary(_many([1], "error", 1)) == [
        "shapeproof",
        "1 error",
        "",
        "ERROR  request_schema  things.DoTheThingsOfKind1  request /Member0  (2 times)",
        "  the value is not in its enum",
        "  expected one of A, B",
        '  actual   "C"',
        "  call     t.py:3",
        "  id       0000000000000001",
        "  test     t.py::test",
        "",
        "1 error; 400 calls of 1 operation checked",
    ]


def test_what_a_test_failed_for_or_is_known_is_not_told_again() -> None:
    known = _many([2], "error", 1, known=True)
    lines = _summary([*_many([1], "error", 1), *known], shown=[f"{1:016x}"])

    assert lines == [
        "shapeproof",
        "2 errors (1 known) (1 not shown: -v); 400 calls of 1 operation checked",
    ]


def test_no_findings() -> None:
    assert _summary([]) == ["shapeproof", "no findings; 400 calls of 1 operation checked"]
