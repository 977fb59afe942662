"""The overlays that are shipped for services of the installed botocore: each changes something."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shapeproof import check_response
from shapeproof.contract.document import to_documents
from shapeproof.contract.model import Contract
from shapeproof.contract.overlay import OVERLAY_FILE, Overlay
from shapeproof.contract.pointer import lookup
from shapeproof.contract.store import shipped_contracts
from shapeproof.run.contracts import compile_installed, load
from tests.support.selection import one_in

FOLDER = shipped_contracts()
assert FOLDER is not None
OVERLAYS = {each.parent.name: each for each in sorted(FOLDER.glob(f"*/{OVERLAY_FILE}"))}
each_overlay = pytest.mark.sampled("service", one_in(4, OVERLAYS), OVERLAYS)


@pytest.mark.slow
@each_overlay
def test_every_correction_changes_the_installed_model(service: str) -> None:
    path = OVERLAYS[service]
    overlay = Overlay.of(str(path), json.loads(path.read_text()))
    contract = compile_installed(service)
    before = to_documents(contract)

    assert overlay.corrections or overlay.trust
    for correction in overlay.corrections:
        single = Overlay(str(path), (correction,), {})
        after = to_documents(single.apply_all(contract))
        assert after != before, f"{correction.place}: {correction.target} is as the model has it"


@pytest.mark.slow
@each_overlay
def test_what_is_resolved_has_the_corrections(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain, found = compile_installed(service), load(service)

    assert (found.service, found.api_version) == (plain.service, plain.api_version)
    assert found.operations.keys() == plain.operations.keys()
    assert _facts(found) != _facts(plain)


def _facts(contract: Contract) -> tuple[object, ...]:
    parts = contract.operations.items()
    operations = {name: (each.request, each.response, each.errors) for name, each in parts}
    return operations, dict(contract.trust)


@pytest.mark.slow
@pytest.mark.parametrize(
    "service, operation, pointer, value",
    [
        ("sqs", "ReceiveMessage", "/request/properties/AttributeNames/items/enum", "SenderId"),
        ("ec2", "DescribeVpcEndpoints",
         "/response/properties/VpcEndpoints/items/properties/State/enum", "available"),
        ("ec2", "DescribeInternetGateways", "/response/properties/InternetGateways/items/"
         "properties/Attachments/items/properties/State/enum", "available"),
        ("acm", "DescribeCertificate",
         "/response/properties/Certificate/properties/KeyAlgorithm/enum", "RSA-2048"),
        ("lambda", "UpdateFunctionCode",
         "/response/properties/LastUpdateStatusReasonCode/enum", "Creating"),
        ("cloudfront", "ListDistributions", "/response/$defs/DistributionList/properties/"
         "Items/items/properties/HttpVersion/enum", "HTTP2and3"),
        ("eks", "DescribeClusterVersions", "/response/properties/clusterVersions/items/properties/"
         "status/enum", "STANDARD_SUPPORT"),
        ("s3", "PutBucketAcl", "/request/properties/ACL/enum", "log-delivery-write"),
    ],
)  # fmt: skip
def test_values_that_aws_answers_with(
    service: str, operation: str, pointer: str, value: str
) -> None:
    found = load(service).operations[operation]
    documents = {"request": found.request, "response": found.response}

    assert value in lookup(documents, tuple(pointer.strip("/").split("/")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "service, operation, path",
    [
        ("route53", "ListHostedZones", "Marker"),
        ("route53", "CreateHostedZone", "DelegationSet"),
        ("batch", "DescribeJobs", "jobs/items/startedAt"),
        ("iam", "GetUser", "User/Path"),
        ("sagemaker", "DescribeTrainingJob", "ModelArtifacts"),
        ("guardduty", "GetAdministratorAccount", "Administrator"),
        ("servicediscovery", "GetService", "Service/DnsConfig/DnsRecords"),
        ("fsx", "DescribeBackups", "Backups/items/FileSystem"),
        ("kafka", "ListConfigurations", "Configurations/items/Description"),
    ],
)
def test_members_that_aws_leaves_out(service: str, operation: str, path: str) -> None:
    holder = load(service).operations[operation].response
    *above, member = path.split("/")
    for step in above:
        holder = holder[step] if step == "items" else holder["properties"][step]

    assert member in holder["properties"]
    assert member not in holder.get("required", ())


def test_nulls_that_aws_lists() -> None:
    rows = [{"status": "ok", "resourceId": "r", "metadata": ["a", None]}]
    output = {"result": {
        "checkId": "c", "timestamp": "t", "status": "ok",
        "resourcesSummary": dict.fromkeys(
            ("resourcesProcessed", "resourcesFlagged", "resourcesIgnored", "resourcesSuppressed"), 0
        ),
        "categorySpecificSummary": {}, "flaggedResources": rows,
    }}  # fmt: skip

    assert check_response("support", "DescribeTrustedAdvisorCheckResult", output) == []
