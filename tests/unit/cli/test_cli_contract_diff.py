import importlib
import json
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from shapeproof.cli.contract_command import CHANGE_LEVELS, DIFF_FORMATS, diff_command
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exceptions import BadUsage, UnknownOperation
from shapeproof.report.contract_diff import LEVELS, RENDERERS

SIDES = "shapeproof.run.contract_sides"


def contract(service: str, *operations: str, method: str = "POST") -> Contract:
    empty = {"type": "object", "properties": {}}
    made = {
        name: Operation(name, name.lower(), HttpBinding(method, "/"), empty, empty)
        for name in operations
    }
    return Contract(service, "2020", "rest-json", service, service, made)


SIDE = {
    "one": {"a": contract("a", "Get", "Put")},
    "other": {"b": contract("b", "Get", "Put", method="PUT")},
    "many": {"a": contract("a", "Get"), "b": contract("b", "Get"), "c": contract("c", "Get")},
    "more": {"b": contract("b", "Get", "Put"), "c": contract("c", "Get"), "d": contract("d")},
}
Invoke = Callable[..., Any]


@pytest.fixture
def opened() -> list[tuple[str, str | None]]:
    return []


@pytest.fixture
def invoke(
    monkeypatch: pytest.MonkeyPatch, opened: list[tuple[str, str | None]]
) -> Callable[..., tuple[int, str]]:
    """Runs the command on SIDE; returns the exit status and what was printed."""

    def open_side(name: str, service: str | None = None) -> Mapping[str, Contract]:
        opened.append((name, service))
        found = SIDE[name]
        return found if service is None else {service: found[service]}

    try:
        importlib.import_module(SIDES)
    except ImportError:
        stand_in = types.ModuleType(SIDES)
        stand_in.open_side = open_side  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, SIDES, stand_in)
    command = importlib.import_module("shapeproof.cli.contract_diff")
    monkeypatch.setattr(command, "open_side", open_side)
    monkeypatch.setattr(command, "installed_side", lambda old, name: SIDE["other"])

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            diff_command, arguments, catch_exceptions=False, standalone_mode=False
        )
        return result.return_value, result.output

    return run


def test_the_choices_are_those_of_the_report() -> None:
    assert (tuple(sorted(RENDERERS)), LEVELS) == (DIFF_FORMATS, CHANGE_LEVELS)


def test_the_only_two_services_are_compared_whatever_they_are_called(invoke: Invoke) -> None:
    status, text = invoke("one", "other")
    assert status == 0
    assert text.startswith("a 2020 (one) → b 2020 (other)\n")
    assert "http-method-changed" in text
    assert "service-renamed" in text


@pytest.mark.parametrize(
    ("level", "expected"), [("breaking", 1), ("warning", 1), ("none", 0), (None, 0)]
)
def test_what_fails(invoke: Invoke, level: str | None, expected: int) -> None:
    options = ("--fail-on", level) if level else ()
    assert invoke("one", "other", *options)[0] == expected
    assert invoke("one", "one", *options)[0] == 0


def test_one_service_is_compared_with_its_name_among_many(invoke: Invoke) -> None:
    assert invoke("one", "many")[1].startswith("a 2020 (one) → a 2020 (many)\n")
    assert invoke("many", "other")[1].startswith("b 2020 (many) → b 2020 (other)\n")


def test_a_service_that_is_not_among_many(invoke: Invoke) -> None:
    with pytest.raises(BadUsage) as caught:
        invoke("one", "more")
    assert str(caught.value) == (
        "more: none of its 3 services is 'a'; choose one of them with --service"
    )


def test_many_services_are_all_compared_those_of_one_side_reported(invoke: Invoke) -> None:
    document = json.loads(invoke("many", "more", "--format", "json")[1])
    found = [[change["kind"] for change in each["changes"]] for each in document["services"]]
    assert found == [["service-removed"], ["operation-added"], [], ["service-added"]]


def test_one_service_of_many(invoke: Invoke, opened: list[tuple[str, str | None]]) -> None:
    text = invoke("many", "more", "--service", "b")[1]
    assert opened == [("many", "b"), ("more", "b")]
    assert text.startswith("b 2020 (many) → b 2020 (more)\n")


def test_without_new_every_service_is_compared_with_the_installed_botocore(invoke: Invoke) -> None:
    services = json.loads(invoke("many", "--format", "json")[1])["services"]
    kinds = [[change["kind"] for change in each["changes"]] for each in services]
    assert kinds == [
        ["service-removed"],
        ["http-method-changed", "operation-added"],
        ["service-removed"],
    ]


def test_some_operations(invoke: Invoke) -> None:
    document = json.loads(invoke("one", "other", "--operation", "p*", "--format", "json")[1])
    assert {name for each in document["changes"] for name in each["operations"]} == {"Put"}


def test_an_operation_that_neither_side_has(invoke: Invoke) -> None:
    with pytest.raises(UnknownOperation) as caught:
        invoke("one", "other", "--operation", "Gett")
    assert str(caught.value) == "service a, b has no operation 'Gett'; did you mean Get?"


def test_markdown_to_a_file(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "new" / "diff.md"
    status, text = invoke("one", "other", "--format", "markdown", "--output", str(path))
    assert (status, text) == (0, "")
    assert path.read_text(encoding="utf-8").startswith("## Contract of b: ")


def test_a_file_that_cannot_be_written_is_an_error_before_anything_is_opened(
    invoke: Invoke, opened: list[tuple[str, str | None]], tmp_path: Path
) -> None:
    with pytest.raises(BadUsage):
        invoke("one", "other", "--output", str(tmp_path))
    assert opened == []


@pytest.mark.parametrize("option", [("--format", "html"), ("--fail-on", "note")])
def test_unknown_values(invoke: Invoke, option: tuple[str, str]) -> None:
    with pytest.raises(click.BadParameter):
        invoke("one", "other", *option)


def test_only_the_operations_asked_for_fail(invoke: Invoke, monkeypatch: Any) -> None:
    changed = contract("a", "Get", "Put", method="PUT").operations["Put"]
    before = SIDE["one"]["a"]
    after = replace(before, operations={**before.operations, "Put": changed})
    monkeypatch.setitem(SIDE, "after", {"a": after})
    strict = ("--fail-on", "breaking", "--operation")
    assert invoke("one", "after", *strict, "Get")[0] == 0
    assert invoke("one", "after", *strict, "Put")[0] == 1
