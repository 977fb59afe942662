from __future__ import annotations

from dataclasses import replace

from shapeproof.checks.catalogue import DESCRIPTIONS
from shapeproof.exchange import Severity
from shapeproof.report.html.check_families import FAMILIES, OTHER, family_of_check
from shapeproof.report.html.heat_map import heat_map

from ..report_samples import CONTEXT, finding, report_of


def test_every_built_in_check_is_in_one_family() -> None:
    listed = [check for each in FAMILIES for check in each.checks]

    assert len(listed) == len(set(listed))
    assert set(DESCRIPTIONS) <= set(listed)
    assert family_of_check("my_own_check") == OTHER


def test_cells_count_findings_and_show_the_gravest() -> None:
    report = report_of(
        finding(where="response body /a"),
        finding(severity=Severity.NOTE, where="response body /b"),
        finding("status", Severity.WARNING, "PutSecret", "response status"),
        finding("my_own_check", Severity.NOTE, "PutSecret", "response status"),
    )

    found = heat_map(report)

    assert [name for name, _ in found.families] == ["Message form", "Values", OTHER]
    cells = {
        (row.operation, cell.family): (cell.number, cell.severity, cell.words)
        for row in found.rows
        for cell in row.cells
        if cell.number
    }
    assert cells == {
        ("Ping", "Values"): (2, "error", "1 error, 1 note"),
        ("PutSecret", "Message form"): (1, "warning", "1 warning"),
        ("PutSecret", OTHER): (1, "note", "1 note"),
    }


def test_operations_without_findings_come_apart_with_their_state() -> None:
    found = heat_map(report_of(finding()))

    assert [(each.operation, each.state) for each in found.quiet] == [
        ("GetSecret", "not reached"),
        ("PutSecret", "reached"),
    ]
    assert found.has_cases


def test_known_findings_do_not_count() -> None:
    known = finding()

    found = heat_map(report_of(known, context=replace(CONTEXT, known=frozenset({known.id}))))

    assert (found.families, found.rows) == ((), ())


def test_operations_of_several_services_are_named_with_their_service() -> None:
    report = report_of(finding(), finding(where="response body /b"))
    for each, service in zip(report["findings"], ("vault", "safe"), strict=True):
        each["service"], each["test"] = service, "test_it"
    report["operations"][0]["services"] = ["safe", "vault", "house"]

    found = heat_map(report)

    assert [each.operation for each in found.rows] == ["safe.Ping", "vault.Ping"]
    assert [each.operation for each in found.quiet] == ["house.Ping", "GetSecret", "PutSecret"]
    assert found.rows[0].requests == 0
