"""Each check is described once, and the documentation has it where the description says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shapeproof.checks.catalogue import DESCRIPTIONS, EXTENDING, described, highest_severity
from shapeproof.checks.interface import Subject
from shapeproof.checks.registry import REGISTRY
from shapeproof.exchange import Severity
from shapeproof.run.passive import check_names
from shapeproof.run.traffic.judge import traffic_checks

DOCS = Path(__file__).parents[3] / "docs"
NAMES = sorted({*REGISTRY.names(*Subject), *check_names(), *traffic_checks()})


def test_every_check_is_described_and_nothing_else() -> None:
    assert sorted(DESCRIPTIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_has_the_check_in_the_section_that_is_named(name: str) -> None:
    page, _, anchor = described(name).page.partition("#")
    sections = re.split(r"^## ", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    titles = {each.partition("\n")[0].lower().replace(" ", "-"): each for each in sections}
    assert f"`{name}`" in titles[anchor]


@pytest.mark.parametrize("name", NAMES)
def test_descriptions_are_sentences(name: str) -> None:
    row = described(name)
    assert not row.title.endswith(".")
    assert row.wrong.endswith(".")
    assert row.remedy.rstrip(")").endswith(".")
    assert max(map(len, row.title.splitlines())) <= 60


def test_a_check_of_another_package_is_described_by_its_name() -> None:
    assert described("of_a_stranger").title == "A finding of of_a_stranger"
    assert described("of_a_stranger").page == EXTENDING


@pytest.mark.parametrize(
    ("name", "severity"),
    [("request_id", Severity.WARNING), ("wrong_rejection", Severity.ERROR), ("x", Severity.ERROR)],
)
def test_the_highest_severity_is_that_of_the_registry(name: str, severity: Severity) -> None:
    assert highest_severity(name) is severity
