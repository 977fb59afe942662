"""Servers that route by the path alone take operations for others with the same path."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.events import RunFinished
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.wire.registry import codec_for

from .small_services import structure

XML = (("Content-Type", "application/xml"),)
BUCKET = {"Bucket": {"type": "string", "x-location": "uri", "x-location-name": "Bucket"}}
SOURCE = {"type": "string", "x-location": "header", "x-location-name": "x-source"}
LIST = b"<ListResult><IsTruncated>false</IsTruncated></ListResult>"
TAGS = b"<GetTagsResult><Color>red</Color></GetTagsResult>"


def operation(name: str, method: str, uri: str, **output: str) -> Operation:
    """An operation on a bucket."""
    members: dict[str, Any] = {key: {"type": each} for key, each in output.items()}
    request = structure(BUCKET, "Bucket")
    return Operation(name, name, HttpBinding(method, uri), request, structure(members))


OPERATIONS = (
    operation("ListKeys", "GET", "/{Bucket}", IsTruncated="boolean"),
    operation("GetTags", "GET", "/{Bucket}?tags", Color="string"),
    operation("PutTags", "PUT", "/{Bucket}?tags"),
    operation("PutOther", "PUT", "/{Bucket}?other"),
    Operation(
        "RenameKey",
        "rename_key",
        HttpBinding("PUT", "/{Bucket}?rename"),
        structure({**BUCKET, "Source": SOURCE}, "Bucket", "Source"),
        structure({}),
    ),
    operation("ListBuckets", "GET", "/", Name="string", Owner="string"),
    operation("ListDirectories", "GET", "/", Name="string"),
)
CONTRACT = Contract(
    "small", "2020-01-01", "rest-xml", "Small", "Small", {each.name: each for each in OPERATIONS}
)


class Server:
    """A service that may know query strings or not."""

    kind, address, base_url = "wsgi", "test", "http://127.0.0.1"

    def __init__(self, *, knows_tags: bool, top: bytes = b"<R><Name>a</Name></R>") -> None:
        self.knows_tags, self.top = knows_tags, top

    def send(self, request: HttpRequest) -> HttpResponse:
        if request.method == "PUT":
            lacks = (
                self.knows_tags and "?rename" in request.target and not request.header("x-source")
            )
            return HttpResponse(400 if lacks else 200, (), b"")
        if request.target == "/":
            return HttpResponse(200, XML, self.top)
        is_tags = self.knows_tags and request.target.endswith("?tags")
        return HttpResponse(200, XML, TAGS if is_tags else LIST)

    def close(self) -> None:
        pass


def lacked(server: Server) -> tuple[str, ...]:
    """The operations that the target is said not to have."""
    plan = Plan(phases=("coverage",))
    runner = Runner(CONTRACT, codec_for("rest-xml"), server, plan)
    *_, end = runner.events()
    assert isinstance(end, RunFinished)
    return end.stats.not_available


def test_what_the_same_path_answers_is_not_the_operation() -> None:
    """What reads the same query string shows it of what writes it."""
    assert set(lacked(Server(knows_tags=False))) == {"GetTags", "PutTags", "RenameKey"}


def test_a_query_string_that_is_known() -> None:
    """It answers with what is its own."""
    assert lacked(Server(knows_tags=True)) == ()


def test_two_operations_with_one_uri() -> None:
    """What only the other one answers with shows which of them has answered."""
    owned = b"<R><Name>a</Name><Owner>me</Owner></R>"
    assert lacked(Server(knows_tags=True, top=owned)) == ("ListDirectories",)
