"""The search for base requests, on servers that refuse what real ones refuse."""

from typing import Any

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exchange.events import FindingFound, OperationFinished
from shapeproof.run.plan import Plan
from shapeproof.run.seeds.seed import Reference, Seed, SeedCall, Seeds
from shapeproof.run.server.base_requests import search_order
from shapeproof.run.server.runner import Runner
from shapeproof.run.server.search import MOST_TRIES
from shapeproof.wire.registry import codec_for

from .small_services import (
    TEXT,
    Refused,
    SmallServer,
    context_of,
    contract_of,
    operation,
    reached,
    searched,
    structure,
)

FLOWS = contract_of(
    operation("CreateFlow", "name", "flowId flowArn"),
    operation("GetFlow", "flowId", "name"),
    operation("DeleteFlow", "flowId"),
    operation("TagResource", "resourceArn tag"),
)


class Flows:
    """Chooses ids, and refuses a second flow of the same name."""

    def __init__(self) -> None:
        self.flows: dict[str, str] = {}
        self.server = SmallServer(
            {
                "CreateFlow": self.create,
                "GetFlow": lambda params: {"name": self.one(params["flowId"])},
                "DeleteFlow": self.delete,
                "TagResource": self.tag,
            }
        )

    def create(self, params: dict[str, Any]) -> dict[str, Any]:
        name = params["name"]
        if name in self.flows.values():
            raise Refused("ConflictException", f"{name} already exists", 409)
        number = f"f-{len(self.flows) + 1}"
        self.flows[number] = name
        return {"flowId": number, "flowArn": f"arn:aws:small:us-east-1:123456789012:flow/{number}"}

    def one(self, number: str) -> str:
        if number not in self.flows:
            raise Refused("NotFoundException", status=404)
        return self.flows[number]

    def delete(self, params: dict[str, Any]) -> None:
        self.one(params["flowId"])
        del self.flows[params["flowId"]]

    def tag(self, params: dict[str, Any]) -> None:
        self.one(params["resourceArn"].rpartition("/")[2])


def test_each_make_gets_a_name_of_its_own() -> None:
    flows = Flows()
    assert {"CreateFlow", "GetFlow", "DeleteFlow"} <= reached(searched(FLOWS, flows.server))
    names = [each["name"] for each in flows.server.sent("CreateFlow")]
    assert len(names) == len(set(names)) > 2


def test_what_is_taken_gets_new_names_though_its_member_does_not_look_like_a_name() -> None:
    taken: set[str] = set()

    def create(params: dict[str, Any]) -> dict[str, Any]:
        if params["handle"] in taken:
            raise Refused("Duplicate", f"'{params['handle']}' already exists")
        taken.add(params["handle"])
        return {"color": params["color"]}

    contract = contract_of(operation("CreateFlow", "color handle", "color"))
    server = SmallServer({"CreateFlow": create})
    bases = searched(contract, server)
    assert bases.found["CreateFlow"].renamed == {("handle",)}
    assert not bases.found["CreateFlow"].consumes
    context = context_of(contract, server)
    base = context.bases.find(context.harness("CreateFlow"))
    harness = context.harness("CreateFlow")
    assert base.case is not None
    sent = [harness.run(base.case, harness.state_for(base.case))[0] for _ in range(3)]
    assert all(each.accepted for each in sent)
    assert len({each.params["color"] for each in sent}) == 1


def test_an_arn_of_a_makers_answer_goes_to_what_takes_any() -> None:
    found = searched(FLOWS, Flows().server).found["TagResource"]
    assert found.case is not None
    assert [each.tokens for each in found.links] == [("resourceArn",)]


def test_a_second_run_against_the_same_server_reaches_the_same() -> None:
    flows = Flows()
    first, second = (reached(searched(FLOWS, flows.server)) for _ in range(2))
    assert first == second == set(FLOWS.operations)


def test_what_is_removed_was_made_for_that() -> None:
    flows = Flows()
    bases = searched(FLOWS, flows.server)
    tagged = bases.accepted["TagResource"]["resourceArn"].rpartition("/")[2]
    assert tagged in flows.flows


def test_a_case_of_a_remover_has_its_own_state() -> None:
    flows = Flows()
    context = context_of(FLOWS, flows.server)
    base = context.bases.find(context.harness("DeleteFlow"))
    harness = context.harness("DeleteFlow")
    assert base.case is not None
    for _ in range(3):
        exchange, _ = harness.run(base.case, harness.state_for(base.case))
        assert exchange.accepted
        harness.after(exchange)


def described(params: dict[str, Any]) -> None:
    if len(params.keys() & {"flowName", "flowArn"}) != 1:
        raise Refused("ValidationException", "give exactly one")


STREAMS = contract_of(
    operation("CreateFlow", "flowName", "flowArn"),
    operation("DescribeFlow", structure({"flowName": TEXT, "flowArn": TEXT, "limit": TEXT})),
    operation(
        "AddToGroup",
        structure({"flowName": TEXT, "flowArn": TEXT, "groupName": TEXT, "groupArn": TEXT}),
    ),
    operation("CreateGroup", "groupName", "groupArn"),
)


def test_identifiers_that_stand_for_each_other_are_given_one_at_a_time() -> None:
    def add(params: dict[str, Any]) -> None:
        if set(params) not in ({"flowName", "groupName"}, {"flowArn", "groupArn"}):
            raise Refused("ValidationException", "give a flow and a group")

    def create(params: dict[str, Any]) -> dict[str, Any]:
        return {f"{kind}Arn": f"arn:aws:small:::{kind}/x" for kind in ("flow", "group")}

    functions = {
        "CreateFlow": create,
        "CreateGroup": create,
        "DescribeFlow": described,
        "AddToGroup": add,
    }
    bases = searched(STREAMS, SmallServer(functions))
    assert reached(bases) == set(STREAMS.operations)
    accepted = bases.found["DescribeFlow"].accepted
    assert accepted is not None
    assert len(accepted.params) == 1


def test_a_refusal_that_names_a_member_repairs_the_next_try() -> None:
    contract = contract_of(
        operation("PaintDoor", structure({"colour": TEXT, "size": TEXT, "made": TEXT}))
    )

    def paint(params: dict[str, Any]) -> None:
        if set(params) != {"colour"}:
            raise Refused(
                "ValidationException",
                "1 validation error detected: Value null at 'colour' failed to satisfy "
                "constraint: Member must not be null",
            )

    found = searched(contract, SmallServer({"PaintDoor": paint})).found["PaintDoor"]
    assert found.case is not None
    assert (found.case.label, set(found.case.params)) == ("repaired", {"colour"})


TABLES = contract_of(
    operation("CreateDatabase", "name"),
    operation("CreateTable", "databaseName name"),
    operation("GetTable", "databaseName name"),
    operation("AttachRule", "target ruleName"),
    operation("DetachRule", "target ruleName"),
)


def tables_server() -> SmallServer:
    databases: set[str] = set()
    tables: set[tuple[str, str]] = set()
    attached: set[tuple[str, str]] = set()

    def create_table(params: dict[str, Any]) -> None:
        if params["databaseName"] not in databases:
            raise Refused("NotFoundException", "no such database")
        tables.add((params["databaseName"], params["name"]))

    def get_table(params: dict[str, Any]) -> None:
        if (params["databaseName"], params["name"]) not in tables:
            raise Refused("NotFoundException", "no such table")

    def attach(params: dict[str, Any]) -> None:
        if params["target"] not in databases:
            raise Refused("NotFoundException", "no such target")
        attached.add((params["target"], params["ruleName"]))

    def detach(params: dict[str, Any]) -> None:
        pair = (params["target"], params["ruleName"])
        if pair not in attached:
            raise Refused("NotFoundException", "no such rule")
        attached.remove(pair)

    return SmallServer(
        {
            "CreateDatabase": lambda params: databases.add(params["name"]),
            "CreateTable": create_table,
            "GetTable": get_table,
            "AttachRule": attach,
            "DetachRule": detach,
        }
    )


def test_what_was_made_is_named_by_what_needs_it() -> None:
    bases = searched(TABLES, tables_server())
    assert {"CreateTable", "GetTable"} <= reached(bases)


def test_unsure_places_take_what_was_made_and_counterparts_take_it_over() -> None:
    bases = searched(TABLES, tables_server())
    assert {"AttachRule", "DetachRule"} <= reached(bases)


def one(name: str, members: str = "text") -> Contract:
    return contract_of(operation(name, members))


def test_the_search_is_bounded_and_keeps_the_refusal_that_says_most() -> None:
    answers = iter(
        [
            Refused("NotFoundException", "no", 404),
            Refused("ValidationException", "text is wrong"),
            *(Refused("InternalError", "no", 500) for _ in range(99)),
        ]
    )

    def refuse(params: dict[str, Any]) -> None:
        raise next(answers)

    contract = contract_of(operation("PaintDoor", structure({"a": TEXT, "b": TEXT}, "a")))
    server = SmallServer({"PaintDoor": refuse})
    bases = searched(contract, server)
    found = bases.found["PaintDoor"]
    assert found.case is None
    assert server.counts["PaintDoor"] <= MOST_TRIES
    assert str(found.reason).endswith("(last answer: 400 ValidationException)")
    assert found.reason is not None
    assert found.reason.refusal.message == "text is wrong"  # type: ignore[union-attr]
    control = 1
    assert bases.requests == sum(server.counts.values()) + control


def test_an_operation_that_the_target_lacks_takes_one_request() -> None:
    server = SmallServer({})
    bases = searched(one("PaintDoor"), server)
    assert bases.not_available == {"PaintDoor"}
    assert bases.requests == 1


def test_an_accepted_call_that_uses_up_what_it_is_made_on() -> None:
    contract = contract_of(
        operation("CreateJob", "jobName", "jobId"), operation("FinishJob", "jobId")
    )
    open_jobs: set[str] = set()

    def create(params: dict[str, Any]) -> dict[str, Any]:
        number = f"j{len(open_jobs) + 100}{params['jobName']}"
        open_jobs.add(number)
        return {"jobId": number}

    def finish(params: dict[str, Any]) -> None:
        if params["jobId"] not in open_jobs:
            raise Refused("ConflictException", "it is finished", 409)
        open_jobs.remove(params["jobId"])

    server = SmallServer({"CreateJob": create, "FinishJob": finish})
    context = context_of(contract, server, operations=("FinishJob",))
    context.bases.search_all(context.operations, context.harness)
    found = context.bases.found["FinishJob"]
    assert found.case is not None
    assert found.consumes
    harness = context.harness("FinishJob")
    for _ in range(3):
        exchange, _ = harness.run(found.case, harness.state_for(found.case))
        assert exchange.accepted
        harness.after(exchange)


def test_a_call_that_needs_another_one_right_before_it() -> None:
    contract = contract_of(
        operation("CreateFlow", "name", "flowId"),
        operation("GetFlow", "flowId"),
        operation("DeleteFlow", "flowId"),
        operation("RestoreFlow", "flowId"),
    )
    flows = Flows()
    bin_: set[str] = set()

    def delete(params: dict[str, Any]) -> None:
        flows.delete(params)
        bin_.add(params["flowId"])

    def restore(params: dict[str, Any]) -> None:
        if params["flowId"] not in bin_:
            raise Refused("InvalidRequestException", "it is not deleted")
        bin_.remove(params["flowId"])

    server = SmallServer({**flows.server.functions, "DeleteFlow": delete, "RestoreFlow": restore})
    context = context_of(contract, server)
    context.bases.search_all(search_order(contract, context.operations), context.harness)
    found, harness = context.bases.found["RestoreFlow"], context.harness("RestoreFlow")
    assert found.case is not None
    for _ in range(2):
        exchange, _ = harness.run(found.case, harness.state_for(found.case))
        assert exchange.accepted
        harness.after(exchange)


def test_a_seed_goes_first_after_the_calls_that_it_refers_to() -> None:
    contract = contract_of(
        operation("CreateFlow", "name", "secretPlace"), operation("OpenGate", "word place")
    )

    def open_gate(params: dict[str, Any]) -> None:
        if (params["word"], params["place"]) != ("sesame", "the cave"):
            raise Refused("DeniedException", "no", 403)

    create = SeedCall("CreateFlow", {"name": "x"})
    own = SeedCall("OpenGate", {"word": "sesame", "place": Reference(0, ("secretPlace",))})
    seeds = Seeds({"OpenGate": (Seed((create, own)),)})
    server = SmallServer(
        {"CreateFlow": lambda params: {"secretPlace": "the cave"}, "OpenGate": open_gate}
    )
    found = searched(contract, server, seeds=seeds).found["OpenGate"]
    assert found.case is not None
    assert (found.case.label, found.case.params["place"]) == ("seed", "the cave")


@pytest.mark.parametrize("kind", ["union", "structure of optional members"])
def test_other_members_of_unions_and_of_unions_in_all_but_name(kind: str) -> None:
    value = structure({"Flag": {"type": "boolean"}, "S": TEXT})
    if kind == "union":
        value |= {"x-union": True, "minProperties": 1, "maxProperties": 1}
    contract = contract_of(operation("PutValue", structure({"Value": value}, "Value")))

    def put(params: dict[str, Any]) -> None:
        if list(params["Value"]) != ["S"]:
            raise Refused("ValidationException", "no such type")

    bases = searched(contract, SmallServer({"PutValue": put}))
    assert list(bases.accepted["PutValue"]["Value"]) == ["S"]


def test_a_run_that_is_out_of_budget_ends_the_search() -> None:
    flows = Flows()
    bases = searched(FLOWS, flows.server, max_requests=2)
    assert bases.requests == 2
    assert len(flows.server.calls) == 2


@pytest.mark.slow
def test_a_second_run_against_the_same_server_finds_the_same() -> None:
    flows = Flows()

    def findings() -> set[str]:
        runner = Runner(FLOWS, codec_for("json"), flows.server, Plan(phases=("coverage",)))
        events = list(runner.events())
        assert sum(each.reached for each in events if isinstance(each, OperationFinished)) == 4
        return {each.finding.id for each in events if isinstance(each, FindingFound)}

    first = findings()
    assert first
    assert findings() == first


def test_page_tokens_are_never_made_up() -> None:
    contract = contract_of(operation("ListShards", structure({"nextToken": TEXT, "shard": TEXT})))
    missing = "Value null at 'nextToken' failed to satisfy constraint: Member must not be null"

    def refuse(params: dict[str, Any]) -> None:
        raise Refused("ValidationException", f"1 validation error detected: {missing}")

    server = SmallServer({"ListShards": refuse})
    searched(contract, server)
    assert server.calls
    assert not any("nextToken" in each for each in server.sent("ListShards"))


def test_lists_show_what_is_there_before_anything_is_made() -> None:
    contract = contract_of(
        operation("CreateFlow", "name"), operation("GetLimits", ""), operation("ListFlows", "")
    )
    names = [each.name for each in search_order(contract, contract.operations.values())]
    assert names == ["ListFlows", "GetLimits", "CreateFlow"]


def test_what_was_made_is_shared_where_a_quota_is_used_up() -> None:
    flows = Flows()

    def create(params: dict[str, Any]) -> dict[str, Any]:
        if len(flows.flows) >= 2:
            raise Refused("LimitExceededException", "no more flows")
        return flows.create(params)

    contract = contract_of(
        operation("CreateFlow", "name", "flowId flowArn"),
        *(operation(f"{verb}Flow", "flowId") for verb in ("Get", "Update", "Describe", "Delete")),
    )
    find = flows.server.functions["GetFlow"]
    functions = {**flows.server.functions, "UpdateFlow": find, "DescribeFlow": find}
    server = SmallServer({**functions, "CreateFlow": create})
    assert {"CreateFlow", "GetFlow", "UpdateFlow"} <= reached(searched(contract, server))


def test_a_search_that_must_end_leaves_the_rest_for_later() -> None:
    contract = contract_of(operation("GetA", ""), operation("GetB", ""), operation("GetC", ""))
    server = SmallServer({name: lambda _: {} for name in contract.operations})
    context = context_of(contract, server)
    bases, turns = context.bases, iter((False, True))
    bases.search_all(context.operations, context.harness, must_end=lambda: next(turns))
    assert sorted(bases.found) == ["GetA"]
    assert bases.find(context.harness("GetB")).case is not None
