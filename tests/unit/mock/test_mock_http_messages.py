from __future__ import annotations

from typing import Any

import pytest

from shapeproof.mock.http_messages import request_target


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"RAW_URI": "/a%2Fb?q=1", "PATH_INFO": "/a/b"}, "/a%2Fb?q=1"),
        ({"REQUEST_URI": "/a%2Fb", "PATH_INFO": "/a/b"}, "/a%2Fb"),
        ({"RAW_URI": "http://host:1/a%2Fb?x"}, "/a%2Fb?x"),
        ({"RAW_URI": "HTTPS://host"}, "/"),
        ({"RAW_URI": "HTTPS://host?x=/"}, "/?x=/"),
        ({"RAW_URI": "//host/a"}, "//host/a"),
        ({"RAW_URI": "/http://host/a"}, "/http://host/a"),
        ({"RAW_URI": "*"}, "*"),
        ({"RAW_URI": "/\xc3\xa9"}, "/%C3%A9"),
        ({"PATH_INFO": "/a b%/\xc3\xa9"}, "/a%20b%25/%C3%A9"),
        ({"PATH_INFO": "/\u20ac"}, "/%3F"),
        ({"PATH_INFO": "/a", "QUERY_STRING": "b=%20"}, "/a?b=%20"),
        ({}, ""),
    ],
)
def test_request_target(environ: dict[str, Any], target: str) -> None:
    assert request_target(environ) == target
