"""The shards of a run find together what the whole run finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from shapeproof.exchange import HttpResponse
from shapeproof.exchange.events import CaseFinished, FindingFound, RunFinished
from shapeproof.mock.moto_account import moto_app
from shapeproof.run.contracts import load
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.interface import Target
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire.registry import codec_for

from .run_servers import CONTRACT, Call, Forward, Server, edited
from .server.small_services import Refused, SmallServer, contract_of, operation

KINDS = ("Flow", "Queue", "Topic")
SMALL = contract_of(
    *(
        each
        for kind in KINDS
        for each in (
            operation(f"Create{kind}", "name", "id arn"),
            operation(f"Describe{kind}", f"{kind.lower()}Id", "id name"),
            operation(f"Update{kind}", f"{kind.lower()}Id name", "id"),
            operation(f"Delete{kind}", f"{kind.lower()}Id"),
        )
    ),
    operation("TagResource", "resourceArn tag"),
    operation("ListTagsForResource", "resourceArn", "tag"),
)
_ARN = "arn:aws:small:us-east-1:123456789012:thing/"


@dataclass
class Things:
    """Resources of several kinds, with defects that only sequences of calls show."""

    things: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def server(self) -> SmallServer:
        functions: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "TagResource": self.tag,
            "ListTagsForResource": lambda params: {"tag": self.tags[self.named(params)]},
        }
        for kind in KINDS:
            key = f"{kind.lower()}Id"
            functions |= {
                f"Create{kind}": self.create,
                f"Describe{kind}": lambda params, key=key: self.shown(params[key]),  # type: ignore[misc]
                f"Update{kind}": lambda params, key=key: self.shown(params[key]),  # type: ignore[misc]
                f"Delete{kind}": lambda params, key=key: self.shown(params[key]) and {},  # type: ignore[misc]
            }
        return SmallServer(functions)

    def create(self, params: dict[str, Any]) -> dict[str, Any]:
        number = f"t-{len(self.things) + 1}"
        self.things[number] = params["name"]
        self.tags[number] = "none"
        return {"id": number, "arn": _ARN + number}

    def shown(self, number: str) -> dict[str, Any]:
        if number not in self.things:
            raise Refused("NotFoundException", "no such thing", 404)
        return {"id": number, "name": self.things[number]}

    def named(self, params: dict[str, Any]) -> str:
        number = params["resourceArn"].rpartition("/")[2]
        self.shown(number)
        return str(number)

    def tag(self, params: dict[str, Any]) -> None:
        self.named(params)  # the tag is lost


def ids_and_cases(contract: Any, target: Target, **plan: Any) -> tuple[set[str], list[str], int]:
    """The ids of findings, the cases of walks, and how many operations were reached."""
    codec = codec_for(contract.protocol, contract.service)
    events = list(Runner(contract, codec, target, Plan(**plan)).events())
    end = events[-1]
    assert isinstance(end, RunFinished)
    ids = {each.finding.id for each in events if isinstance(each, FindingFound)}
    finished = [each for each in events if isinstance(each, CaseFinished)]
    cases = [each.case for each in finished if each.phase == "stateful"]
    return ids, cases, end.stats.operations_reached


def agree(contract: Any, opened: Callable[[], Target], count: int, **plan: Any) -> set[str]:
    """Whether shards with a fresh target each agree with the whole; the ids of the whole."""
    whole, cases, reached = ids_and_cases(contract, opened(), **plan)
    shards = [
        ids_and_cases(contract, opened(), shard=(index, count), **plan)
        for index in range(1, count + 1)
    ]
    assert set().union(*(ids for ids, _, _ in shards)) == whole
    assert sorted(case for _, walks, _ in shards for case in walks) == sorted(cases)
    assert sum(each for _, _, each in shards) == reached
    return whole


@pytest.mark.parametrize(
    ("phases", "count"),
    [(("coverage",), 3), (("stateful",), 2), (("stateful",), 4), (("fuzz",), 3)],
)
def test_shards_of_a_guessed_lifecycle_find_what_the_whole_finds(
    phases: tuple[str, ...], count: int
) -> None:
    whole = agree(SMALL, lambda: Things().server(), count, phases=phases, max_examples=6)

    assert whole


def defective(call: Call, forward: Forward) -> HttpResponse:
    """The reader of jobs shows another status than was written."""
    answer = forward()
    if call.operation == "GetBackendJob" and answer.status == 200:
        return edited(answer, status="OLD")
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("count", [3])
def test_shards_of_a_reviewed_lifecycle_find_what_the_whole_finds(count: int) -> None:
    named = ("*Token", "*BackendJob")
    plan = {"operations": named, "phases": ("stateful",), "max_examples": 8}

    assert agree(CONTRACT, lambda: Server(defective), count, **plan)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("service", ["scheduler", "pipes"])
def test_shards_against_moto_find_what_the_whole_finds(service: str) -> None:
    from moto.moto_api._internal.models import moto_api_backend

    def opened() -> Target:
        moto_api_backend.reset()
        return WsgiTarget(moto_app(service), "moto's", "moto")

    assert agree(load(service), opened, 4, phases=("stateful",), max_examples=10, seed=1)


@pytest.mark.parametrize(("bound", "searched"), [(None, True), (400, False)])
def test_requests_of_a_bounded_shard_are_for_its_own_operations(
    bound: int | None, searched: bool
) -> None:
    server = Things().server()
    own = [each.name for each in Plan(shard=(1, 7)).select(SMALL)]
    assert "UpdateTopic" not in own

    ids_and_cases(SMALL, server, shard=(1, 7), phases=("coverage",), max_requests=bound)

    assert (server.counts["UpdateTopic"] > 0) is searched
    assert all(server.counts[name] for name in own)
