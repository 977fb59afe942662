"""Walks over a service that nobody has reviewed: what is found, and what is left alone."""

from __future__ import annotations

import pytest

from shapeproof.exchange import Finding
from shapeproof.exchange.events import FindingFound
from shapeproof.run.plan import Budget, Plan
from shapeproof.run.server.phase import PhaseContext
from shapeproof.run.server.search import BaseRequest
from shapeproof.run.walks.phase import StatefulPhase
from shapeproof.wire.registry import codec_for

from .box_service import CONTRACT, BoxServer, Params, Refused


def found_on(server: BoxServer, lacked: tuple[str, ...] = (), **options: object) -> list[Finding]:
    plan = Plan(phases=("stateful",), max_examples=0, **options)
    context = PhaseContext(
        contract=CONTRACT,
        codec=codec_for("json"),
        target=server,
        plan=plan,
        budget=Budget(),
        operations=plan.select(CONTRACT),
        tag="boxes",
    )
    context.bases.harness_of = context.harness
    context.bases.found |= {name: BaseRequest(available=False) for name in lacked}
    rounds = StatefulPhase().begin(context).rounds()
    events = [event for each in rounds for event in each]
    return [each.finding for each in events if isinstance(each, FindingFound)]


def told(found: list[Finding]) -> set[str]:
    return {
        f"{each.severity.label} {each.check} {each.operation} {each.constraint}" for each in found
    }


class NoSizes(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        return {"Boxes": list(self.boxes.values())}


class LargeDefault(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        return super().ListBoxes({"MaxResults": 10_000, **params})


class NoToken(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        body = super().ListBoxes(params)
        body.pop("NextToken", None)
        return body


class CutWithoutToken(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        return {"Boxes": super().ListBoxes(params)["Boxes"]}


class Overlapping(BoxServer):
    def page(self, listed: list[Params], params: Params, size: int) -> Params:
        token = params.get("NextToken", "")
        if token.startswith("from-") and size > 1:
            at = int(token.removeprefix("from-"))
            params = {**params, "NextToken": f"from-{at - 1}"}
        return super().page(listed, params, size)


class RoundAndRound(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        return {**super().ListBoxes({}), "NextToken": "from-0", "HasMore": True}


class AnyToken(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        token = params.get("NextToken", "from-0")
        known = token if token.startswith("from-") else "from-0"
        return super().ListBoxes({**params, "NextToken": known})


class Unfiltered(BoxServer):
    def ListBoxes(self, params: Params) -> Params:
        return super().ListBoxes({name: params[name] for name in params if name != "Colour"})


class FirstOfTwo(BoxServer):
    def DescribeBox(self, params: Params) -> Params:
        self.box(params)
        return next(iter(self.boxes.values()))


class ThirdRefused(BoxServer):
    def CreateBox(self, params: Params) -> Params:
        if len(self.boxes) % 3 == 2:
            raise Refused("ValidationException")
        return super().CreateBox(params)


class Clearing(BoxServer):
    def UpdateBox(self, params: Params) -> Params:
        box = self.box(params)
        self.boxes[params["BoxId"]] = {"Name": box["Name"], **params}
        return {}


class Forgetful(BoxServer):
    def CreateBox(self, params: Params) -> Params:
        return self.new(params)


class Rounding(BoxServer):
    def DescribeBox(self, params: Params) -> Params:
        box = self.box(params)
        return {**box, "Weight": round(box["Weight"], 2)} if "Weight" in box else box


class Keeping(BoxServer):
    def DeleteBox(self, params: Params) -> Params:
        self.box(params)
        return {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("server", "line"),
    [
        (NoSizes, "error pagination ListBoxes page size"),
        (LargeDefault, "warning pagination ListBoxes default page size"),
        (NoToken, "error pagination ListBoxes no token"),
        (CutWithoutToken, "warning pagination ListBoxes gap"),
        (Overlapping, "warning pagination ListBoxes duplicate"),
        (RoundAndRound, "error pagination ListBoxes page size"),
        (AnyToken, "note pagination ListBoxes made-up token"),
        (Unfiltered, "warning filters ListBoxes not kept"),
        (FirstOfTwo, "warning echo DescribeBox echo"),
        (Clearing, "note partial_update UpdateBox cleared"),
        (Forgetful, "note client_token CreateBox another"),
        (Rounding, "warning lost_write CreateBox rounded"),
        (Keeping, "warning not_removed DeleteBox still there"),
    ],
)
def test_a_fault_is_found(server: type[BoxServer], line: str) -> None:
    found = found_on(server())
    assert line in told(found)


class Leftovers(BoxServer):
    """There is more than a walk requests."""

    def __init__(self) -> None:
        super().__init__()
        for number in range(200):
            self.new({"Name": f"old-{number}"})


class Soft(BoxServer):
    """What is deleted can still be read for a while, and has other values then."""

    def UpdateBox(self, params: Params) -> Params:
        if self.box(params).get("Text") == "deleted":
            raise Refused("BoxNotFoundException")
        return super().UpdateBox(params)

    def DeleteBox(self, params: Params) -> Params:
        self.boxes[params["BoxId"]] = {**self.box(params), "Text": "deleted", "Colour": "BLUE"}
        return {}


class Empty(BoxServer):
    """A read of nothing is an empty success."""

    def DescribeBox(self, params: Params) -> Params:
        return self.boxes.get(params["BoxId"], {})


class InUtc(BoxServer):
    """Timestamps are kept as whole seconds, lists and texts in the server's own way."""

    def DescribeBox(self, params: Params) -> Params:
        box = self.box(params)
        return {**box, "Since": int(box["Since"])} if "Since" in box else box


class TokenOfTheEnd(BoxServer):
    """The last page repeats its token: it stands for what is yet to come."""

    def page(self, listed: list[Params], params: Params, size: int) -> Params:
        body = super().page(listed, params, size)  # refuses what is no token
        at = int(params.get("NextToken", "from-0").removeprefix("from-"))
        return {"NextToken": f"from-{at + len(body['Boxes'])}", "HasMore": True, **body}


class Quota(BoxServer):
    """Only so many boxes may exist."""

    def CreateBox(self, params: Params) -> Params:
        if len(self.boxes) >= 2:
            raise Refused("ServiceQuotaExceededException")
        return super().CreateBox(params)


class Moving(BoxServer):
    """An item is missing for a moment, as the order of the list changes while it is read."""

    missing = True

    def page(self, listed: list[Params], params: Params, size: int) -> Params:
        if size == 2 and self.missing:
            self.missing = False
            return super().page(listed[1:], params, size)
        return super().page(listed, params, size)


class Scoped(BoxServer):
    """A removal that gives more than it must is one of something else."""

    def DeleteBox(self, params: Params) -> Params:
        return super().DeleteBox(params) if params.keys() == {"BoxId"} else {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "server", [BoxServer, Moving, Scoped, Leftovers, Soft, Empty, InUtc, TokenOfTheEnd, Quota]
)
def test_a_server_that_conforms_gets_nothing(server: type[BoxServer]) -> None:
    assert told(found_on(server())) == set()


@pytest.mark.slow
def test_only_operations_that_were_asked_for_are_told_of() -> None:
    class Wrong(Keeping, Unfiltered):
        pass

    found = found_on(Wrong(), operations=("ListBoxes",))
    assert {each.operation for each in found} == {"ListBoxes"}


def test_what_the_target_lacks_is_left_alone() -> None:
    """Another operation may answer in its place."""
    about = {each.operation for each in found_on(NoSizes())}
    assert "ListBoxes" in about
    assert "ListBoxes" not in {each.operation for each in found_on(NoSizes(), ("ListBoxes",))}
