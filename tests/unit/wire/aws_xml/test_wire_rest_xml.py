"""The rest-xml codec: messages of both sides, error documents, routing and hosts."""

from typing import Any

import pytest
from botocore.model import ServiceModel
from botocore.parsers import RestXMLParser

from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Contract
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import codec_for
from shapeproof.wire.interface import MessageKind, UnreadableError

CODEC = codec_for("rest-xml")
NAMESPACE = "urn:things"


def required(name: str, location: str, wire: str) -> dict[str, Any]:
    return {"shape": "String", "location": location, "locationName": wire}


def put(name: str, uri: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "http": {"method": "PUT", "requestUri": uri}, **more}


KEYED = {"Box": {**required("Box", "uri", "Box"), "contextParam": {"name": "Box"}}}
SHAPES: dict[str, Any] = {
    "String": {"type": "string"},
    "Integer": {"type": "integer"},
    "Strings": {"type": "list", "member": {"shape": "String", "locationName": "Each"}},
    "Config": {"type": "structure", "members": {"Names": {"shape": "Strings"}}},
    "PutBox": {"type": "structure", "required": ["Box"], "members": {**KEYED}},
    "PutItem": {
        "type": "structure",
        "required": ["Box", "Item"],
        "members": {**KEYED, "Item": required("Item", "uri", "Item")},
    },
    "CopyItem": {
        "type": "structure",
        "required": ["Box", "Item", "Source"],
        "members": {
            **KEYED,
            "Item": required("Item", "uri", "Item"),
            "Source": required("Source", "header", "x-source"),
        },
    },
    "PutPart": {
        "type": "structure",
        "required": ["Box", "Item", "Part"],
        "members": {
            **KEYED,
            "Item": required("Item", "uri", "Item"),
            "Part": required("Part", "querystring", "part"),
        },
    },
    "PutConfig": {
        "type": "structure",
        "required": ["Box"],
        "payload": "Config",
        "members": {
            **KEYED,
            "Length": {"shape": "Integer", "location": "header", "locationName": "Content-Length"},
            "Config": {
                "shape": "Config",
                "locationName": "Configuration",
                "xmlNamespace": {"uri": NAMESPACE},
            },
        },
    },
    "Boxed": {
        "type": "structure",
        "members": {
            "Count": {"shape": "Integer"},
            "Names": {"shape": "Strings"},
            "Tag": required("Tag", "header", "ETag"),
        },
    },
    "NoSuchBox": {
        "type": "structure",
        "members": {"message": {"shape": "String"}, "Box": {"shape": "String"}},
        "error": {"httpStatusCode": 404},
        "exception": True,
    },
}
MODEL: dict[str, Any] = {
    "metadata": {"protocol": "rest-xml", "endpointPrefix": "things", "apiVersion": "2020-01-01"},
    "operations": {
        "PutBox": put(
            "PutBox", "/{Box}", input={"shape": "PutBox"}, output={"shape": "Boxed"},
            errors=[{"shape": "NoSuchBox"}],
        ),
        "PutItem": put("PutItem", "/{Box}/{Item+}", input={"shape": "PutItem"}),
        "CopyItem": put("CopyItem", "/{Box}/{Item+}", input={"shape": "CopyItem"}),
        "PutPart": put("PutPart", "/{Box}/{Item+}", input={"shape": "PutPart"}),
        "PutConfig": put("PutConfig", "/{Box}?config", input={"shape": "PutConfig"}),
    },
    "shapes": SHAPES,
}  # fmt: skip


def contract(**metadata: Any) -> Contract:
    model = {**MODEL, "metadata": {**MODEL["metadata"], **metadata}}
    return compile_model("things", "2020-01-01", model, {})


THINGS = contract()
PUT_BOX = THINGS.operations["PutBox"]
PUT_CONFIG = THINGS.operations["PutConfig"]
ERROR = THINGS.errors["NoSuchBox"]
BARE = contract(noErrorWrapping=True)


def body(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()


def parsed_by_botocore(response: HttpResponse) -> dict[str, Any]:
    shape = ServiceModel(MODEL).operation_model("PutBox").output_shape
    raw = {
        "status_code": response.status,
        "headers": dict(response.headers),
        "body": response.body,
    }
    found: dict[str, Any] = RestXMLParser().parse(raw, shape)
    return found


def test_a_payload_travels_as_a_named_root() -> None:
    params = {"Box": "b", "Config": {"Names": ["x"]}, "Length": 7}
    request = CODEC.encode_request(THINGS, PUT_CONFIG, params)
    assert request == HttpRequest(
        "PUT",
        "/b?config",
        (("Content-Type", "application/xml"),),
        body(f'<Configuration xmlns="{NAMESPACE}"><Names><Each>x</Each></Names></Configuration>'),
    )
    assert CODEC.decode_request(PUT_CONFIG, request) == {"Box": "b", "Config": {"Names": ["x"]}}
    assert list(CODEC.request_deviations(THINGS, PUT_CONFIG, request)) == []


def test_no_payload_is_no_body() -> None:
    request = CODEC.encode_request(THINGS, PUT_CONFIG, {"Box": "b"})
    assert (request.body, request.headers) == (b"", ())
    assert CODEC.decode_request(PUT_CONFIG, request) == {"Box": "b"}


def test_a_success_is_read_by_botocore() -> None:
    output = {"Count": 3, "Names": ["a", ""], "Tag": '"t"'}
    response = CODEC.encode_response(THINGS, PUT_BOX, output)
    assert response.body == body(
        f'<Boxed xmlns="{NAMESPACE}"><Count>3</Count><Names><Each>a</Each><Each/></Names></Boxed>'
    )
    assert parsed_by_botocore(response).items() >= output.items()
    assert CODEC.decode_response(PUT_BOX, response) == output


def test_a_success_without_members_has_a_root() -> None:
    response = CODEC.encode_response(THINGS, PUT_BOX, {})
    assert response.body == body(f'<Boxed xmlns="{NAMESPACE}"/>')
    assert CODEC.decode_response(PUT_BOX, HttpResponse(200)) == {}
    no_members = CODEC.encode_response(THINGS, PUT_CONFIG, {})
    assert (no_members.body, no_members.headers) == (b"", ())


@pytest.mark.parametrize("service", [THINGS, BARE], ids=["wrapped", "bare"])
def test_an_error_is_read_by_botocore(service: Contract) -> None:
    response = CODEC.encode_error(service, ERROR, {"message": "gone", "Box": "b"})
    found = parsed_by_botocore(response)
    assert found["Error"]["Code"] == "NoSuchBox"
    assert found["Error"]["Message"] == "gone"
    said = CODEC.decode_error(response)
    assert (said.code, said.message, said.fields) == ("NoSuchBox", "gone", {"Box": "b"})
    assert CODEC.decode_output(ERROR.schema, response)["Box"] == "b"
    kind = MessageKind.ERROR
    assert CODEC.parse_body(ERROR.schema, response.body, kind)["Message"] == "gone"
    judged = CODEC.response_deviations(service, PUT_BOX, response, ERROR.schema, kind)
    assert list(judged) == []


@pytest.mark.parametrize(
    ("service", "document", "found"),
    [
        (THINGS, "<Error><Code>A</Code></Error>", ["wrapper"]),
        (BARE, "<ErrorResponse><Error><Code>A</Code></Error></ErrorResponse>", ["wrapper"]),
        (BARE, '<Error xmlns="urn:x"><Code>A</Code></Error>', ["namespace"]),
        (THINGS, "<Oops/>", ["wrapper"]),
        (THINGS, "<ErrorResponse><Error><Type>Client</Type></Error></ErrorResponse>",
         ["error-type"]),
        (BARE, "<Error><Code>A</Code><Code>B</Code></Error>", ["duplicate"]),
    ],
)  # fmt: skip
def test_deviations_of_errors(service: Contract, document: str, found: list[str]) -> None:
    response = HttpResponse(404, (), document.encode())
    judged = CODEC.response_deviations(service, PUT_BOX, response, ERROR.schema, MessageKind.ERROR)
    assert [each.constraint for each in judged] == found


@pytest.mark.parametrize("text", [b"", b"not XML", b"<html/>", b'{"code": "A"}'])
def test_nothing_names_an_error(text: bytes) -> None:
    assert CODEC.decode_error(HttpResponse(404, (), text)).code is None


def test_other_texts_of_an_error_are_read_alike() -> None:
    response = CODEC.encode_error(THINGS, ERROR, {"message": "gone"})
    said = CODEC.decode_error(response)
    equal = CODEC.equal_errors(response)
    assert [label for label, _ in equal] == ["no-namespace", "indented", "no-type", "no-request-id"]
    assert b"Type" not in equal[2][1].body
    assert b"RequestId" not in equal[3][1].body
    assert all(CODEC.decode_error(each) == said for _, each in equal)
    named = CODEC.error_namings(())[0].apply(response, "Other")
    assert CODEC.decode_error(named).code == "Other"
    assert CODEC.decode_error(CODEC.unnamed_error(response)).code is None


@pytest.mark.parametrize(
    ("target", "headers", "operation"),
    [
        ("/b", {}, "PutBox"),
        ("/b/", {}, "PutBox"),
        ("/b?config", {}, "PutConfig"),
        ("/b/?config=", {}, "PutConfig"),
        ("/b/i/j", {}, "PutItem"),
        ("/b/i%2Fj", {}, "PutItem"),
        ("/b/i/", {}, "PutItem"),
        ("/b/i", {"X-Source": "c/d"}, "CopyItem"),
        ("/b/i?part=1", {}, "PutPart"),
        ("/i", {"Host": "b.things.eu-west-1.amazonaws.com"}, "PutItem"),
        ("/?config", {"Host": "b.c.localhost:5000"}, "PutConfig"),
        ("/", {"Host": "things-b.things.example"}, "PutBox"),
        ("/b", {"Host": "things.example"}, "PutBox"),
        ("/b", {"Host": "127.0.0.1:5000"}, "PutBox"),
        ("/", {}, None),
    ],
)
def test_routing(target: str, headers: dict[str, str], operation: str | None) -> None:
    found = CODEC.route(THINGS, HttpRequest("PUT", target, tuple(headers.items())))
    assert (found and found.name) == operation


@pytest.mark.parametrize(
    ("target", "host", "addressed"),
    [
        ("/k/l?x", "b.things.example", "/b/k/l?x"),
        ("/", "b.d.localhost", "/b.d"),
        ("/b/", "localhost:80", "/b"),
        ("/b/k/", "localhost:80", "/b/k/"),
    ],
)
def test_a_host_stands_for_a_label(target: str, host: str, addressed: str) -> None:
    request = HttpRequest("PUT", target, (("Host", host),))
    assert CODEC.addressed(THINGS, request).target == addressed


def test_bodies_that_cannot_be_read() -> None:
    with pytest.raises(UnreadableError, match="not XML"):
        CODEC.decode_response(PUT_BOX, HttpResponse(200, (), b"no"))
    request = HttpRequest("PUT", "/b?config", (), b"<a>")
    with pytest.raises(UnreadableError, match="in body"):
        CODEC.decode_request(PUT_CONFIG, request)
    assert list(CODEC.request_deviations(THINGS, PUT_CONFIG, request)) == []


def test_deviations_of_requests_and_outputs() -> None:
    request = HttpRequest("PUT", "/b?config", (), b"<Other><Names><E>x</E></Names></Other>")
    found = CODEC.request_deviations(THINGS, PUT_CONFIG, request)
    assert [each.constraint for each in found] == ["root", "namespace", "list-element"]
    response = HttpResponse(200, (), b"<Any><Names><E>x</E></Names></Any>")
    judged = CODEC.response_deviations(
        THINGS, PUT_BOX, response, PUT_BOX.response, MessageKind.OUTPUT
    )
    assert [(each.pointer, each.constraint) for each in judged] == [("/Names/0", "list-element")]


def test_an_unwrapped_output() -> None:
    schema = {
        "type": "object",
        "x-shape": "Output",
        "x-xml-unwrapped": True,
        "properties": {"Place": {"type": "string"}},
    }
    response = HttpResponse(200, (), b"<Place>here</Place>")
    assert CODEC.decode_output(schema, response) == {"Place": "here"}
    assert CODEC.decode_output(schema, HttpResponse(200, (), b"<Place/>")) == {}


@pytest.mark.parametrize(
    ("document", "metadata", "found"),
    [
        (b"<Error><Code>A</Code></Error>", {"errorsInSuccesses": ["PutBox"]}, True),
        (b"<Error><Code>A</Code></Error>", {"errorsInSuccesses": ["PutItem"]}, False),
        (b"<Error><Code>A</Code></Error>", {}, False),
        (b"<Boxed/>", {"errorsInSuccesses": ["PutBox"]}, False),
        (b"", {"errorsInSuccesses": ["PutBox"]}, False),
    ],
)
def test_an_error_with_the_status_of_a_success(
    document: bytes, metadata: dict[str, Any], found: bool
) -> None:
    response = HttpResponse(200, (), document)
    assert CODEC.holds_error(contract(**metadata), PUT_BOX, response) is found


def test_bodies_that_say_the_same() -> None:
    one, other = b'<a x="1" y="2"><b/></a>', b'<?xml version="1.0"?><a y="2" x="1">\n <b></b></a>'
    assert CODEC.canonical_body(one) == CODEC.canonical_body(other)
    assert CODEC.canonical_body(one) != CODEC.canonical_body(b"<a><b/></a>")
    assert CODEC.canonical_body(b"no") == b"no"


def test_characters_that_bodies_do_not_keep() -> None:
    in_requests, in_outputs = map(CODEC.unwritable, (MessageKind.REQUEST, MessageKind.OUTPUT))
    assert in_requests is not None
    assert in_outputs is not None
    assert in_requests.sub("", "a\r\n\x00\t") == "a\n\t"
    assert in_outputs.sub("", "a\r\n\x00\t") == "a\r\n\t"
