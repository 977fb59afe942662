from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.report.document import Report
from shapeproof.report.groups import with_groups
from shapeproof.report.json_report import render_json
from shapeproof.report.size import MIN_LIMIT, limited

from ...report_schemas import validator
from .groups.group_samples import record
from .report_samples import CONTEXT, finding, report_of


def report_with(count: int, size: int, constraints: int = 1) -> Report:
    """A report of findings with bodies of a size, and programs that hold them."""
    body = "x" * size
    findings = [
        record(
            operation=f"Op{index % 40}",
            where=f"request /M{index}",
            constraint=f"c{index % constraints}",
            id=f"{index:016x}",
            sent=body,
            body=body,
            headers={f"X-{name}": "value" * 20 for name in range(10)},
            reproduce={"curl": f"curl -d {body}", "python": f"send({body!r})"},
        )
        for index in range(count)
    ]
    return with_groups({**report_of(finding()), "findings": findings})


def written(report: Report) -> Any:
    text = render_json(report, CONTEXT)
    document = json.loads(text)
    # One of them stands for all: the validator takes long.
    validator("report-1.json").validate({**document, "findings": document["findings"][-1:]})
    return len(text.encode()), document


@pytest.mark.slow
@pytest.mark.parametrize(("count", "size"), [(2_000, 1_000), (100, 30_000), (3, 1_000_000)])
def test_a_report_is_of_a_bounded_size(count: int, size: int) -> None:
    length, document = written(report_with(count, size))

    assert length < 1.1 * max(MIN_LIMIT, 1_500 * count)
    assert len(document["findings"]) == count


def test_a_small_report_is_whole() -> None:
    report = report_with(100, 300)

    assert limited(report) is report


@pytest.mark.slow
def test_examples_can_still_be_reproduced() -> None:
    _, document = written(report_with(800, 2_000))

    by_id = {each["id"]: each for each in document["findings"]}
    for group in document["groups"]:
        example = by_id[group["example"]]
        assert example["reproduce"]["curl"].endswith("x" * 2_000)
        assert example["reproduce"]["python"]
    assert any(not each["reproduce"]["python"] for each in document["findings"])


def test_as_little_as_possible_is_left_out() -> None:
    report = report_with(600, 1_000)
    kept = [each["reproduce"]["curl"] for each in limited(report)["findings"]]

    assert all(kept)


@pytest.mark.slow
def test_a_shortened_report_is_grouped_as_before() -> None:
    _, document = written(report_with(800, 2_000))

    assert with_groups(document)["groups"] == document["groups"]


def test_findings_have_a_line_each() -> None:
    text = render_json(report_with(3, 10), CONTEXT)

    assert sum(each.startswith('{"id": "00000000') for each in text.splitlines()) == 3
    assert json.loads(text) == report_with(3, 10)
