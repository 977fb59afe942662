"""Without a review, a reader that finds nothing errs only where it has asked for what was made."""

from typing import Any

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange.events import FindingFound
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.wire.registry import codec_for

from .small_services import TEXT, Refused, SmallServer, contract_of, operation, structure

LISTED = {"type": "array", "items": TEXT}


def unreadable(contract: Contract, server: SmallServer) -> list[str]:
    """The operations that are told to have made what cannot be read."""
    return [operation for operation, what in read_back(contract, server) if what == "unreadable"]


def read_back(contract: Contract, server: SmallServer) -> list[tuple[str, str]]:
    """What is told of values that were read back: the operation, and what is wrong with them."""
    plan = Plan(phases=("coverage",), max_requests=600)
    runner = Runner(contract, codec_for(contract.protocol), server, plan)
    found = [each.finding for each in runner.events() if isinstance(each, FindingFound)]
    told = {(each.operation, each.constraint) for each in found if each.check == "read_back"}
    return sorted(told)


def kept(*, loses: bool = False) -> SmallServer:
    """Keeps widgets by the name in their structure, and parts by their values."""
    widgets: dict[str, dict[str, Any]] = {}

    def make(params: dict[str, Any]) -> dict[str, Any]:
        name = params.get("Input", {}).get("Name") or params["Name"]
        if not (loses and params["Name"].startswith("a")):
            widgets[name] = params
        return {}

    def get(params: dict[str, Any]) -> dict[str, Any]:
        found = widgets.get(params["Name"])
        if found is None or params.get("Values", ["sample"]) != found.get("Values", ["sample"]):
            raise Refused("EntityNotFoundException", "not found")
        return {"Note": found.get("Note", "x")}

    return SmallServer({"CreateWidget": make, "GetWidget": get})


def service(made: dict[str, Any], *required: str, asked: dict[str, Any] | None = None) -> Contract:
    get = structure({"Name": TEXT, **(asked or {})}, "Name", *(asked or {}))
    return contract_of(
        operation("CreateWidget", structure({"Name": TEXT, "Note": TEXT, **made}, "Name")),
        operation("GetWidget", get, structure({"Note": TEXT})),
    )


@pytest.mark.parametrize(
    "contract",
    [
        service({"Input": structure({"Name": TEXT})}),
        service({"Values": LISTED}, asked={"Values": LISTED}),
    ],
    ids=["named twice", "asks for more"],
)
def test_a_reader_that_may_have_asked_for_something_else_is_not_to_blame(
    contract: Contract,
) -> None:
    assert unreadable(contract, kept()) == []


def test_what_is_lost_is_told() -> None:
    assert unreadable(service({}), kept(loses=True)) == ["CreateWidget"]


@pytest.mark.parametrize(("ignores", "told"), [(False, []), (True, [("PutSettings", "changed")])])
def test_a_reader_asks_for_whose_settings_were_written(
    ignores: bool, told: list[tuple[str, str]]
) -> None:
    settings: dict[str, Any] = {}

    def put(params: dict[str, Any]) -> dict[str, Any]:
        settings[params.get("CatalogId", "mine")] = params["Settings"]
        return {}

    def get(params: dict[str, Any]) -> dict[str, Any]:
        whose = "mine" if ignores else params.get("CatalogId", "mine")
        return {"Settings": settings.get(whose, {"Mode": "OFF"})}

    values = structure({"Mode": {"type": "string", "enum": ["OFF", "ON"]}}, "Mode")
    contract = contract_of(
        operation("PutSettings", structure({"CatalogId": TEXT, "Settings": values}, "Settings")),
        operation("GetSettings", structure({"CatalogId": TEXT}), structure({"Settings": values})),
    )
    server = SmallServer({"PutSettings": put, "GetSettings": get})
    assert read_back(contract, server) == told


def renaming(*, loses: bool) -> SmallServer:
    """Renames widgets as it is asked to; one that loses them does not keep the new name."""
    widgets: dict[str, str] = {}

    def make(params: dict[str, Any]) -> dict[str, Any]:
        widgets[params["Name"]] = params.get("Note", "x")
        return {}

    def update(params: dict[str, Any]) -> dict[str, Any]:
        if params["Name"] not in widgets:
            raise Refused("EntityNotFoundException", "not found")
        note = params.get("Note", widgets.pop(params["Name"]))
        if not (loses and "NewName" in params):
            widgets[params.get("NewName", params["Name"])] = note
        return {}

    def get(params: dict[str, Any]) -> dict[str, Any]:
        if params["Name"] not in widgets:
            raise Refused("EntityNotFoundException", "not found")
        return {"Note": widgets[params["Name"]]}

    return SmallServer({"CreateWidget": make, "UpdateWidget": update, "GetWidget": get})


@pytest.mark.parametrize(("loses", "told"), [(False, []), (True, ["UpdateWidget"])])
def test_what_is_renamed_is_read_by_its_new_name(loses: bool, told: list[str]) -> None:
    update = structure({"Name": TEXT, "NewName": TEXT, "Note": TEXT}, "Name")
    contract = contract_of(
        operation("CreateWidget", structure({"Name": TEXT, "Note": TEXT}, "Name")),
        operation("UpdateWidget", update),
        operation("GetWidget", "Name", structure({"Note": TEXT})),
    )
    assert unreadable(contract, renaming(loses=loses)) == told
