import json

import pytest

from shapeproof.contract.overlay import Overlay
from shapeproof.report.contract_tree import tree_lines
from shapeproof.report.reaching import reaching_tree, remedies, unreached_tree
from shapeproof.report.reaching.origins import Origins, ValueOrigin
from shapeproof.report.reaching.remedies import seeds_for
from shapeproof.run.contracts import named_contract
from shapeproof.run.seeds.reading import read_seeds


def origins(service, operation):
    contract = named_contract(service)
    found = Origins(contract).requirements(contract.operations[operation])
    return {each.member: (each.resource, each.origins) for each in found}


@pytest.mark.parametrize(
    ("service", "operation", "member", "resource", "first"),
    [
        ("pipes", "TagResource", "resourceArn", None, ValueOrigin("CreatePipe", "/Arn")),
        ("pipes", "StartPipe", "Name", "Pipe", ValueOrigin("CreatePipe", "/Name", of_input=True)),
        (
            "kinesis", "PutRecord", "StreamName", "Stream",
            ValueOrigin("CreateStream", "/StreamName", of_input=True),
        ),
        (
            "secretsmanager", "GetSecretValue", "SecretId", "Secret",
            ValueOrigin("CreateSecret", "/ARN"),
        ),
        (
            "eks", "DescribeNodegroup", "clusterName", "Cluster",
            ValueOrigin("CreateCluster", "/name", of_input=True),
        ),
        ("mq", "DescribeUser", "BrokerId", "Broker", ValueOrigin("CreateBroker", "/BrokerId")),
    ],
)  # fmt: skip
def test_where_a_member_comes_from(service, operation, member, resource, first):
    found = origins(service, operation)
    assert (found[member][0], found[member][1][0]) == (resource, first)


def test_what_an_operation_names_itself_comes_from_nowhere():
    assert origins("kinesis", "CreateStream") == {}


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("pipes", "TagResource"),
        ("kinesis", "SplitShard"),
        ("eks", "DescribeNodegroup"),
        ("secretsmanager", "RestoreSecret"),
        ("mq", "CreateUser"),
        ("dynamodb", "RestoreTableFromBackup"),
        ("stepfunctions", "StartExecution"),
    ],
)
def test_the_seeds_that_are_shown_can_be_read(tmp_path, service, operation):
    contract = named_contract(service)
    path = tmp_path / "seeds.json"
    path.write_text(seeds_for(contract, contract.operations[operation]))
    seeds = read_seeds(path, contract)
    assert not seeds.problems
    (seed,) = seeds.of(operation)
    assert seed.before


REFUSED = {
    "name": "CreatePipe",
    "reached": False,
    "reason": "no legal request was accepted (last answer: 400)",
    "tried": {"minimal": 1, "repaired": 2},
    "refusal": "Invalid RoleArn",
}


def text(tree):
    return "\n".join(each.plain for each in tree_lines(tree))


def test_the_tree_says_what_a_run_has_met():
    contract = named_contract("pipes")
    shown = text(reaching_tree(contract, contract.operations["CreatePipe"], REFUSED))
    assert "in the report: not reached: no legal request was accepted" in shown
    assert "tried: minimal 1, repaired 2" in shown
    assert "last refusal: Invalid RoleArn" in shown


def test_remedies_are_ready_to_copy():
    contract = named_contract("pipes")
    operation = contract.operations["CreatePipe"]
    found = {each.file: each for each in remedies(contract, operation, "--moto", "Invalid RoleArn")}
    assert list(found) == ["", "seeds.json", "strategies/pipes.py", "contracts/pipes/overlay.json"]
    strategy = found["strategies/pipes.py"]
    assert "RoleArn" in strategy.title
    compile(strategy.text, "pipes.py", "exec")
    assert strategy.command == "shapeproof server pipes --moto --operation CreatePipe"
    overlay = json.loads(found["contracts/pipes/overlay.json"].text)
    corrected = Overlay.of("overlay.json", overlay).apply_all(contract)
    assert corrected.lifecycle.needs["CreatePipe"].resource == "Pipe"


def test_operations_are_grouped_by_what_kept_a_run_from_them():
    others = [{"name": name, "reached": name == "C", "reason": "time"} for name in "ABC"]
    shown = text(unreached_tree([REFUSED, *others], "pipes"))
    assert shown.splitlines() == [
        "pipes  3 of 4 operations not reached",
        "├── 2 time",
        "│   ├── A",
        "│   └── B",
        "└── 1 no legal request was accepted (last answer: 400)",
        "    └── CreatePipe",
    ]
