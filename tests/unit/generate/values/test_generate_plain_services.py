"""The plain values of services are legal, the minimal ones and the full ones.

Those of all operations of all services::

    python -m pytest --whole tests/unit/generate/values/test_generate_plain_services.py -n 2
"""

from __future__ import annotations

from collections.abc import Iterator

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Operation, Schema
from shapeproof.generate.values.plain import PlainValues
from tests.support.selection import one_in
from tests.unit.generate.unreachable import has_no_value


def complaint(root: Schema, value: object) -> str:
    """What jsonschema says; the fast validator is asked first, if it takes the patterns."""
    try:
        if jsonschema_rs.Draft202012Validator(dict(root)).is_valid(value):
            return ""
    except jsonschema_rs.ValidationError:
        pass
    error = next(Draft202012Validator(dict(root)).iter_errors(value), None)
    return "" if error is None else f"{list(error.absolute_path)}: {error.message[:200]}"


def wrong(operation: Operation) -> Iterator[str]:
    for root in (operation.request, operation.response):
        for plain in (
            PlainValues(root),
            PlainValues(root, full=True),
            PlainValues(root, full=True, other=True),
        ):
            said = complaint(root, plain.value())
            if said and not has_no_value(root):
                yield f"{operation.name} {said}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("appconfig", "CreateExtension"),
        ("cloudtrail", "ListInsightsData"),
        ("kinesisvideo", "UpdateImageGenerationConfiguration"),
        ("arc-region-switch", "CreatePlan"),
        ("cloudwatch", "PutMetricData"),
        ("bedrock", "PutUseCaseForModelAccess"),
        ("partnercentral-selling", "TagResource"),
        ("grafana", "CreateWorkspace"),
    ],
)
def test_shapes_that_are_seldom(service: str, name: str) -> None:
    """Maps of enum keys and of two entries at least, blobs with bounds, a look ahead, JSON."""
    assert list(wrong(compile_service(service).operations[name])) == []


@pytest.mark.slow
@pytest.mark.sampled("service", one_in(60, available_services()), available_services())
def test_plain_values_of_all_services(service: str) -> None:
    operations = compile_service(service).operations.values()
    assert [each for operation in operations for each in wrong(operation)] == []
