"""Requests that forms can hold, and requests that are not only tried."""

import pytest

from shapeproof.compile import compile_service
from shapeproof.exchange import Expect
from shapeproof.generate.cases.coverage import CoverageCases
from shapeproof.generate.cases.robustness import is_robustness
from shapeproof.generate.values.dry_runs import really_done

EC2 = compile_service("ec2")


def cases(operation: str) -> CoverageCases:
    return CoverageCases(EC2, EC2.operations[operation])


def test_a_list_of_structures_has_one_that_a_form_can_write() -> None:
    minimal, _, _ = cases("CreateTags").base_requests()
    assert minimal.params == {"Resources": ["sample"], "Tags": [{"Key": "sample"}]}


def test_what_lacks_a_required_member_is_not_filled() -> None:
    left_out = next(
        each for each in cases("CreateTags").all() if each.id.endswith("/Tags:left-out")
    )
    assert "Tags" not in left_out.params


@pytest.mark.slow
def test_only_the_case_of_a_dry_run_is_one() -> None:
    legal = (each for each in cases("DeleteVolume").all() if each.fault is None)
    found = [each for each in legal if each.params.get("DryRun")]
    assert [(each.pointer, each.label, each.expect) for each in found] == [
        ("/DryRun", "true", Expect.OPEN)
    ]


def test_a_drawn_request_is_really_done() -> None:
    shape = EC2.operations["DeleteVolume"].request_shape
    done = really_done(shape, {"DryRun": True, "VolumeId": "v"})
    assert done == {"DryRun": False, "VolumeId": "v"}


def test_a_word_for_a_number_is_sent_by_default_in_a_form() -> None:
    faults = (each for each in cases("DescribeVpcs").all() if each.fault is not None)
    wrong = (each for each in faults if each.fault and each.fault.constraint == "type")
    sent = [(each.pointer, each.label) for each in wrong if not is_robustness(each)]
    assert sent == [("/DryRun", "type-word"), ("/MaxResults", "type-word")]
