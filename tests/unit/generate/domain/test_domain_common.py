"""The common values that come with shapeproof are legal wherever they are used.

Those of all operations of all services::

    python -m pytest --whole tests/unit/generate/domain/test_domain_common.py -n 2
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Operation
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.domain.loading import load_common, strategy_folders
from shapeproof.generate.values.plain import PlainValues
from shapeproof.strategies import load_contract
from tests.support.selection import one_in
from tests.unit.generate.unreachable import has_no_value
from tests.unit.generate.values.test_generate_plain_services import complaint


def wrong(realistic: RealisticValues, operation: Operation) -> Iterator[str]:
    root, known = operation.request, realistic.of(operation.name)
    for plain in (
        PlainValues(root, known=known),
        PlainValues(root, full=True, known=known),
        PlainValues(root, full=True, other=True, known=known),
    ):
        said = complaint(root, plain.value())
        if said and not has_no_value(root):
            yield f"{operation.name} {said}"


@pytest.mark.slow
@pytest.mark.sampled("service", one_in(60, available_services()), available_services())
def test_requests_of_all_services_are_legal(service: str) -> None:
    contract = compile_service(service)
    realistic = RealisticValues.load(contract, strategy_folders())
    found = [each for one in contract.operations.values() for each in wrong(realistic, one)]
    assert found == []


@pytest.mark.parametrize(
    ("service", "operation", "pointer", "start"),
    [
        ("stepfunctions", "CreateStateMachine", "roleArn", "arn:aws:iam::123456789012:role/"),
        ("stepfunctions", "CreateStateMachine", "definition", '{"StartAt"'),
        ("scheduler", "CreateSchedule", "ScheduleExpression", "rate("),
        ("scheduler", "CreateSchedule", "Target/RoleArn", "arn:aws:iam::123456789012:role/"),
        ("iam", "CreateRole", "AssumeRolePolicyDocument", '{"Version"'),
        ("ec2", "CreateVpc", "CidrBlock", "10.0.0.0/16"),
        ("rds", "CreateDBSubnetGroup", "SubnetIds/0", "subnet-"),
        ("batch", "CreateComputeEnvironment", "computeResources/securityGroupIds/0", "sg-"),
        ("guardduty", "TagResource", "ResourceArn", "arn:aws:guardduty:us-east-1:123456789012:"),
        ("lambda", "CreateFunction", "Code/ZipFile", "UEsD"),
        ("athena", "StartQueryExecution", "QueryString", "SELECT"),
        ("ecr", "PutLifecyclePolicy", "lifecyclePolicyText", '{"rules"'),
        ("kms", "PutKeyPolicy", "Policy", '{"Version"'),
        ("elbv2", "CreateTargetGroup", "VpcId", "vpc-"),
    ],
)
def test_what_well_known_members_get(
    service: str, operation: str, pointer: str, start: str
) -> None:
    contract = compile_service(service)
    tokens = tuple(pointer.split("/"))
    shape = contract.operations[operation].request_shape.at(tokens)
    found = RealisticValues.load(contract, strategy_folders()).at(operation, tokens, shape)
    assert str(found[0]).startswith(start)


def test_a_reviewed_contract_keeps_its_plain_values() -> None:

    contract = load_contract("amplifybackend")
    assert RealisticValues.load(contract, strategy_folders()).domains == ()


def test_the_files_are_found_and_run_once() -> None:
    users, shipped = load_common(strategy_folders())
    assert not users.forms.listed
    assert len(shipped.forms.listed) > 500
    assert load_common(strategy_folders())[1].forms.listed[0] is shipped.forms.listed[0]
