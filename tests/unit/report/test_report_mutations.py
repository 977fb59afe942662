"""A report that others have changed is read, or refused in one line, in every format."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeproof.exceptions import BadUsage
from shapeproof.report.comparison import RENDERERS, ComparedReport, compare
from shapeproof.report.document import Report
from shapeproof.report.interface import DocumentFormat, ReportContext
from shapeproof.report.merge import merge_reports
from shapeproof.report.reading import read_any_report
from shapeproof.report.registry import BUILT_IN
from shapeproof.report.terminal import print_report
from tests.report_schemas import validator
from tests.support.hostile_reports import HOSTILE
from tests.support.sample_reports import KINDS, sample_report

Place = tuple[str | int, ...]
CONTEXT = ReportContext()
SAMPLES = [json.loads(json.dumps(sample_report(4, kind, known=1))) for kind in KINDS]
TEXTS = [*HOSTILE.values(), "x" * 50_000, "base64:!", "http://[", "http://x:99999999/", "0" * 16]
NUMBERS = [0, -1, 10**9, 2**64, 10**400, 1.5, 1e308, float("inf"), float("nan")]
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(NUMBERS),
    st.sampled_from([None, True, False, [], {}, [[]], {"a": 1}]),
)


def places(value: Any, above: Place = ()) -> Iterator[Place]:
    """The places of all values in a value, itself excepted."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*above, key)
        if isinstance(each, dict | list):
            yield from places(each, (*above, key))


@st.composite
def changed_reports(draw: st.DrawFn) -> Any:
    """A sample with a few values replaced by others, by hostile ones of their type, or removed."""
    report = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from([*places(report)]))
        holder = report
        for key in above:
            holder = holder[key]
        old = holder[last]
        match draw(st.sampled_from(["same type", "another", "removed", "twice"])):
            case "same type" if isinstance(old, str):
                holder[last] = draw(st.sampled_from(TEXTS))
            case "same type" if isinstance(old, int):
                holder[last] = draw(st.sampled_from(NUMBERS))
            case "twice" if isinstance(holder, list):
                holder.append(copy.deepcopy(old))
            case "removed":
                del holder[last]
            case _:
                holder[last] = draw(VALUES)
    return report


@pytest.mark.slow
@given(changed_reports())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_format_of_a_changed_report_is_right_or_refused(tmp_path: Path, changed: Any) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(changed))
    report = read_or_refused(path)
    if isinstance(report, str):
        assert len(report) < 1_000
        assert report.isprintable()
        return
    check_formats(report)
    check_comparison(report)
    merged = merge_reports([report])
    validator("report-1.json").validate(json.loads(json.dumps(merged)))


def read_or_refused(path: Path) -> Report | str:
    try:
        return read_any_report(path)
    except BadUsage as error:
        return str(error)


def check_formats(report: Report) -> None:
    stream = io.StringIO()
    print_report(report, ReportContext(verbose=True, color=False), stream)
    assert stream.getvalue()
    for form in BUILT_IN.values():
        if isinstance(form, DocumentFormat):
            assert form.render(report, CONTEXT).encode()


def check_comparison(report: Report) -> None:
    sample = next(each for each in SAMPLES if each["target"]["kind"])
    try:
        comparison = compare(ComparedReport("old", sample), ComparedReport("new", report))
    except BadUsage:
        return
    for render in RENDERERS.values():
        assert render(comparison, None).encode("utf-8", "backslashreplace")
