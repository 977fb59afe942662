"""The small servers and boto3: what conforms can be read, and each defect shows."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.planted.client import PLANTED, Planted, boto3_client, code_of, served, transcript
from tests.support.selection import one_in

pytestmark = pytest.mark.hours

VARIANTS = [
    (service, variant)
    for service, planted in PLANTED.items()
    for variant in (None, *planted.module.VARIANTS)
]
DEFECTS = [(service, each) for service, p in PLANTED.items() for each in p.module.DEFECTS]
FEW = one_in(48, DEFECTS, lambda each: each[0])
SOME = [*FEW, *(each for each in one_in(12, DEFECTS, lambda each: each[0]) if each not in FEW)]
UNMODELED = {
    "AuthFailure",
    "DryRunOperation",
    "InvalidParameterValue",
    "MissingParameter",
    "SerializationException",
    "ValidationError",
    "ValidationException",
}


@pytest.fixture(scope="module")
def conforming() -> dict[str, list]:
    """The answers of the servers without defects."""
    return {
        service: transcript(planted, planted.module.make_app())
        for service, planted in PLANTED.items()
    }


@pytest.mark.sampled("service, variant", [each for each in VARIANTS if not each[1]], VARIANTS)
def test_boto3_reads_every_operation(service: str, variant: str | None):
    planted = PLANTED[service]
    read: set[str] = set()
    codes: dict[str, set[str]] = {}
    statuses: set[int] = set()
    with served(planted.module.make_app(variant=variant)) as url:
        client = boto3_client(service, url, parameter_validation=False)

        def call(operation: str, **parameters: object) -> dict:
            if " " in operation:  # bytes that no client writes
                return {}
            try:
                response = client._make_api_call(operation, parameters)
            except ClientError as error:
                codes.setdefault(operation, set()).add(code_of(error))
                statuses.add(error.response["ResponseMetadata"]["HTTPStatusCode"])
                return {}
            assert response["ResponseMetadata"]["HTTPStatusCode"] in (200, 201)
            assert response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"]
            read.add(operation)
            return response

        planted.session(call)
    assert read == set(planted.module.OPERATIONS)
    assert statuses <= {400, 404, 409, 412}
    for operation, found in codes.items():
        model = client.meta.service_model.operation_model(operation)
        modeled = {s.error_code for s in model.error_shapes} | {s.name for s in model.error_shapes}
        unmodeled = found - modeled
        assert service == "ec2" or unmodeled <= UNMODELED | {"DashboardNotFoundError"}, operation


@pytest.mark.parametrize("service", PLANTED)
def test_there_are_enough(service: str):
    module = PLANTED[service].module
    assert len(module.DEFECTS) >= 40
    assert len(module.VARIANTS) >= 3
    for places in module.PLACES.values():
        assert set(places.split("|")) <= set(module.OPERATIONS)


@pytest.mark.long(every_day=4)
@pytest.mark.sampled("service, defect", SOME, DEFECTS)
def test_a_defect_shows_at_its_operation(service: str, defect: str, conforming: dict[str, list]):
    planted: Planted = PLANTED[service]
    answers = transcript(planted, planted.module.make_app(defect))
    places = planted.module.PLACES[defect].split("|")
    before, after = (
        [each for each in a if each.operation in places] for a in (conforming[service], answers)
    )
    assert before != after


@pytest.mark.parametrize("service", PLANTED)
def test_what_is_not_there_is_refused(service: str):
    with served(PLANTED[service].module.make_app()) as url:
        client = boto3_client(service, url)
        absent = {
            "sns": "ListOriginationNumbers",
            "ec2": "DescribeInstances",
            "route53": "ListGeoLocations",
            "cloudwatch": "ListManagedInsightRules",
        }[service]
        parameters = {"ResourceARN": "arn"} if service == "cloudwatch" else {}
        with pytest.raises(ClientError) as caught:
            client._make_api_call(absent, parameters)
    assert code_of(caught.value) in ("InvalidAction", "UnknownOperationException")
