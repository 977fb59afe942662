"""A defect is reported once, in the place where it is, however many requests it spoils."""

import io
import json

import pytest
from werkzeug.wrappers import Request, Response

from shapeproof.mock import wsgi_app

from .running import run

REFUSED = {
    "x-amzn-errortype": "BadRequestException",
    "x-amzn-RequestId": "1",
    "Content-Type": "application/json",
}


def refusing(path_end: str, *parts: bytes):
    """The bundled mock, but that it refuses requests to a path whose body has all these parts."""
    inner = wsgi_app("amplifybackend")

    def app(environ, start_response):
        request = Request(environ)
        body = request.get_data(cache=False)
        environ["wsgi.input"] = io.BytesIO(body)
        if request.path.endswith(path_end) and all(part in body for part in parts):
            answer = Response(json.dumps({"message": "refused: a value"}), 400, REFUSED)
            return answer(environ, start_response)
        return inner(environ, start_response)

    return app


@pytest.mark.long
@pytest.mark.parametrize(
    ("operation", "path_end", "parts", "place", "constraint"),
    [
        # The plainest request has the value: another one has to serve as the base.
        (
            "CreateBackendAuth", "/auth", [b'"USER_POOL_ONLY"'],
            "request /ResourceConfig/AuthResources", "enum USER_POOL_ONLY",
        ),
        # A whole structure is refused: nothing that stands in it is reported as well.
        (
            "UpdateBackendAuth", "", [b'"oAuth":'],
            "request /ResourceConfig/UserPoolConfigs/OAuth", "alone",
        ),
        # Two values are refused together only.
        (
            "CreateBackendAPI", "/api", [b'"conflictResolution"', b'"OPENID_CONNECT"'],
            None, "together",
        ),
    ],
    ids=["first enum value", "structure", "pair"],
)  # fmt: skip
def test_reported_once(operation, path_end, parts, place, constraint) -> None:
    outcome = run(refusing(path_end, *parts), [operation])
    found = {each.id: each for each in outcome.findings}
    assert outcome.stats.operations_reached == 1
    assert {each.check for each in found.values()} == {"rejects_valid"}
    assert {each.constraint for each in found.values()} == {constraint}
    if place is not None:
        assert [each.where for each in found.values()] == [place]
    else:
        for each in found.values():
            assert "ConflictResolution" in each.where
            assert "=OPENID_CONNECT" in each.where
            assert each.where.count(" + ") == 1
