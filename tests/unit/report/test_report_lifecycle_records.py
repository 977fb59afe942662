"""Which operation has which part in the life of a resource, as the report states it."""

from dataclasses import replace

from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.report.lifecycle_records import lifecycle_record
from tests.report_schemas import validator
from tests.unit.report.report_samples import CONTEXT, CONTRACT, report_of

LIFECYCLE = Lifecycle(
    {
        "Secret": Resource(
            "Secret",
            ("SecretId",),
            makers=(Writer("PutSecret"),),
            readers=(Reader("GetSecret"), Reader("GetSecret")),
        )
    },
    {"PutSecret": Need("Secret"), "PutBlob": Need("Secret"), "Ping": Need("Vault")},
    reviewed=True,
)
RECORD = {
    "reviewed": True,
    "resources": [
        {
            "name": "Secret",
            "parent": None,
            "identifiers": ["SecretId"],
            "single": False,
            "operations": {"create": ["PutSecret"], "read": ["GetSecret"], "use": ["PutBlob"]},
        }
    ],
}


def test_a_record_has_each_operation_by_its_part() -> None:
    assert lifecycle_record(replace(CONTRACT, lifecycle=LIFECYCLE)) == RECORD


def test_there_is_none_without_resources() -> None:
    assert lifecycle_record(CONTRACT) is None
    assert lifecycle_record(None) is None
    assert "lifecycle" not in report_of()


def test_a_report_has_it() -> None:
    contract = replace(CONTRACT, lifecycle=LIFECYCLE)
    report = report_of(context=replace(CONTEXT, contract=contract))
    assert report["lifecycle"] == RECORD
    validator("report-1.json").validate(report)
