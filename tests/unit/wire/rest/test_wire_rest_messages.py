from __future__ import annotations

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exchange import HttpRequest
from shapeproof.wire.rest.rest_messages import HttpRouter
from shapeproof.wire.rest.uri_template import matches
from tests.unit.wire.wire_samples import structure

OPERATIONS = {
    name: Operation(name, name.lower(), HttpBinding(method, uri), structure(), structure())
    for name, method, uri in (
        ("List", "GET", "/things"),
        ("Get", "GET", "/things/{id}"),
        ("Special", "GET", "/things/special"),
        ("Filtered", "GET", "/things?filter"),
        ("Update", "POST", "/things/{id}/parts/{part}"),
        ("Files", "PUT", "/files/{path+}"),
        ("Owner", "PUT", "/files/{path+}/owner"),
    )
}
ROUTER = HttpRouter(OPERATIONS.values())


@pytest.mark.parametrize(
    ("method", "path", "operation", "labels"),
    [
        ("GET", "/things", "List", {}),
        ("GET", "/things/special", "Special", {}),
        ("GET", "/things/x", "Get", {"id": "x"}),
        ("GET", "/th%69ngs/x", "Get", {"id": "x"}),
        ("GET", "/things/a%2Fb", "Get", {"id": "a/b"}),
        ("GET", "/things/a%252Fb", "Get", {"id": "a%2Fb"}),
        ("GET", "/things/%3F%23+%20%0A%00", "Get", {"id": "?#+ \n\x00"}),
        ("GET", "/things/%zz%", "Get", {"id": "%zz%"}),
        ("GET", "/things/..", "Get", {"id": ".."}),
        ("GET", "/things/%C3%A9%F0%9F%98%80", "Get", {"id": "é😀"}),
        ("GET", "/things/%FF", "Get", {"id": "\ufffd"}),
        ("GET", "/things?filter&x=1", "Filtered", {}),
        ("GET", "/things?x=1", "List", {}),
        ("PUT", "/files/a/b%2Fc", "Files", {"path": "a/b/c"}),
        ("PUT", "/files/a/b/owner", "Owner", {"path": "a/b"}),
        ("POST", "/things/a/parts/b", "Update", {"id": "a", "part": "b"}),
    ],
)
def test_labels_are_decoded_after_the_split(
    method: str, path: str, operation: str, labels: dict[str, str]
) -> None:
    found = ROUTER.operation_of(HttpRequest(method, path))

    assert found is OPERATIONS[operation]
    assert matches(found.http.uri, path) == labels


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/things"),
        ("get", "/things"),
        ("HEAD", "/things"),
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/things/"),
        ("GET", "//things"),
        ("GET", "/things/x/"),
        ("GET", "/other"),
        ("POST", "/things//parts/b"),
        ("POST", "/things/a/parts/"),
        ("POST", "/things/a%2Fparts%2Fb"),
    ],
)
def test_no_operation(method: str, path: str) -> None:
    assert ROUTER.operation_of(HttpRequest(method, path)) is None
