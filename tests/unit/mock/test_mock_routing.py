from __future__ import annotations

from typing import Any

import pytest

from shapeproof.mock.backends import UnknownOperationError
from shapeproof.mock.routing import Route, Router, raw_path

ROUTER = Router(
    (
        Route.of("List", "GET", "/things"),
        Route.of("Get", "GET", "/things/{id}"),
        Route.of("Special", "GET", "/things/special"),
        Route.of("Update", "POST", "/things/{id}/parts/{part}"),
    )
)


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
        ("GET", "/things/\xc3\xa9", "Get", {"id": "é"}),
        ("POST", "/things/a/parts/b", "Update", {"id": "a", "part": "b"}),
    ],
)
def test_labels_are_decoded_after_the_split(
    method: str, path: str, operation: str, labels: dict[str, str]
) -> None:
    match = ROUTER.match(method, path)

    assert (match.operation, match.labels) == (operation, labels)


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
    with pytest.raises(UnknownOperationError):
        ROUTER.match(method, path)


def test_labels_must_be_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        ROUTER.match("GET", "/things/%FF")


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"RAW_URI": "/a%2Fb?q=1", "PATH_INFO": "/a/b"}, "/a%2Fb"),
        ({"REQUEST_URI": "/a%2Fb", "PATH_INFO": "/a/b"}, "/a%2Fb"),
        ({"RAW_URI": "http://host:1/a%2Fb?x"}, "/a%2Fb"),
        ({"RAW_URI": "HTTPS://host"}, "/"),
        ({"RAW_URI": "//host/a"}, "//host/a"),
        ({"RAW_URI": "/http://host/a"}, "/http://host/a"),
        ({"RAW_URI": "*"}, "*"),
        ({"PATH_INFO": "/a b%/\xc3\xa9"}, "/a%20b%25/%C3%A9"),
        ({"PATH_INFO": "/\u20ac"}, "/%3F"),
        ({}, ""),
    ],
)
def test_raw_path(environ: dict[str, Any], path: str) -> None:
    assert raw_path(environ) == path
