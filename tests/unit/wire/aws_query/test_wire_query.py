"""Responses of the query and ec2 protocols: wrappers, errors, ids, namespaces."""

from typing import Any

import pytest
from botocore.parsers import EC2QueryParser, QueryParser

from shapeproof.compile.service import compile_model
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import Codec, codec_for
from shapeproof.wire.interface import Deviation, MessageKind, UnreadableError

NAMESPACE = "http://things.example.com/doc/2020-01-01/"


def a_contract(protocol: str) -> Contract:
    model: dict[str, Any] = {
        "metadata": {
            "apiVersion": "2020-01-01", "protocol": protocol, "serviceId": "Things",
            "xmlNamespace": NAMESPACE, "endpointPrefix": "things", "serviceFullName": "Things",
        },
        "operations": {
            "ReadIt": {
                "name": "ReadIt",
                "http": {"method": "POST", "requestUri": "/"},
                "output": {"shape": "Out", "resultWrapper": "ReadItResult"},
                "errors": [{"shape": "LostException"}],
            },
            "DropIt": {"name": "DropIt", "http": {"method": "POST", "requestUri": "/"}},
        },
        "shapes": {
            "Out": {
                "type": "structure",
                "members": {
                    "Name": {"shape": "Text"}, "Names": {"shape": "Texts"},
                    "At": {"shape": "Time"}, "Count": {"shape": "Integer"},
                },
            },
            "LostException": {
                "type": "structure",
                "members": {"message": {"shape": "Text"}, "Where": {"shape": "Text"}},
                "exception": True,
                "error": {"code": "Lost", "httpStatusCode": 404, "senderFault": True},
            },
            "Text": {"type": "string"},
            "Texts": {"type": "list", "member": {"shape": "Text", "locationName": "item"}},
            "Time": {"type": "timestamp"},
            "Integer": {"type": "integer"},
        },
    }  # fmt: skip
    if protocol == "ec2":
        del model["operations"]["ReadIt"]["output"]["resultWrapper"]
    return compile_model("things", "2020-01-01", model, {})


CONTRACTS = {protocol: a_contract(protocol) for protocol in ("query", "ec2")}
each_protocol = pytest.mark.parametrize("protocol", CONTRACTS)
OUTPUT = {"Name": "a <b>", "Names": ["x", ""], "At": "2020-01-02T03:04:05Z", "Count": 5}


def parts(protocol: str, name: str = "ReadIt") -> tuple[Codec, Contract, Operation]:
    contract = CONTRACTS[protocol]
    return codec_for(protocol), contract, contract.operations[name]


def answer(body: str, status: int = 200) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", "text/xml"),), body.encode())


def deviations(
    protocol: str, body: str, status: int = 200, name: str = "ReadIt"
) -> list[Deviation]:
    codec, contract, operation = parts(protocol, name)
    kind, schema = MessageKind.OUTPUT, operation.response
    if status >= 300:
        kind, schema = MessageKind.ERROR, contract.errors["LostException"].schema
    return list(codec.response_deviations(contract, operation, answer(body, status), schema, kind))


@each_protocol
def test_an_output_is_written_and_read(protocol: str) -> None:
    codec, contract, operation = parts(protocol)
    response = codec.encode_response(contract, operation, OUTPUT)

    assert response.header("Content-Type") == "text/xml"
    assert codec.decode_response(operation, response) == OUTPUT
    assert deviations(protocol, response.body.decode()) == []
    tree = codec.parse_body(operation.response, response.body, MessageKind.OUTPUT)
    assert tree == OUTPUT


@each_protocol
def test_botocore_reads_an_error(protocol: str) -> None:
    codec, contract, _ = parts(protocol)
    error = contract.errors["LostException"]
    response = codec.encode_error(contract, error, {"message": "gone", "Where": "here"})
    parser = {"query": QueryParser, "ec2": EC2QueryParser}[protocol]()
    read = parser.parse({"status_code": 404, "headers": {}, "body": response.body}, None)

    assert (read["Error"]["Code"], read["Error"]["Message"]) == ("Lost", "gone")
    assert read["Error"]["Where"] == "here"
    assert read["ResponseMetadata"]["RequestId"]
    assert read["Error"].get("Type") == ("Sender" if protocol == "query" else None)
    assert response.status == 404


@each_protocol
def test_an_error_is_read(protocol: str) -> None:
    codec, contract, _ = parts(protocol)
    error = contract.errors["LostException"]
    response = codec.encode_error(contract, error, {"message": "gone", "Where": "here"})
    found = codec.decode_error(response)

    assert (found.code, found.message, found.source) == ("Lost", "gone", "code")
    assert found.fields == {"Where": "here"}
    assert codec.decode_output(error.schema, response) == {"message": "gone", "Where": "here"}
    assert deviations(protocol, response.body.decode(), 404) == []
    assert codec.decode_error(codec.unnamed_error(response)).code is None
    [naming] = codec.error_namings(())
    assert codec.decode_error(naming.apply(response, "Other")).code == "Other"
    for _, equal in codec.equal_errors(response):
        assert codec.decode_error(equal).code == "Lost"
        assert codec.decode_output(error.schema, equal) == {"message": "gone", "Where": "here"}


@each_protocol
@pytest.mark.parametrize(
    "body", ["", "{}", "<html><body>Bad gateway</body></html>", "<ErrorResponse/>", "<a><b></a>"]
)
def test_an_error_of_another_form_has_no_code(protocol: str, body: str) -> None:
    assert codec_for(protocol).decode_error(answer(body, 502)).code is None


def an_output(inner: str, root: str = "ReadItResponse", namespace: str = NAMESPACE) -> str:
    return f'<{root} xmlns="{namespace}">{inner}</{root}>'


QUERY_ID = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
NAME = "<Name>a</Name>"
RESULT = f"<ReadItResult>{NAME}</ReadItResult>"
EC2_ID = "<requestId>r</requestId>"


@pytest.mark.parametrize(
    ("protocol", "body", "constraints"),
    [
        ("query", an_output(RESULT + QUERY_ID), []),
        ("query", an_output(QUERY_ID + RESULT), []),
        ("query", an_output(NAME + QUERY_ID), ["result-wrapper!"]),
        ("query", an_output(QUERY_ID), ["result-wrapper!"]),
        ("query", an_output(RESULT + RESULT + QUERY_ID), ["duplicate!"]),
        ("query", an_output(RESULT + QUERY_ID, "ReadItResult"), ["root"]),
        ("query", an_output(RESULT), ["request-id"]),
        ("query", an_output(RESULT + "<RequestId>r</RequestId>"), ["request-id"]),
        ("query", an_output(RESULT + QUERY_ID, namespace="urn:x"), ["namespace"]),
        ("query", f"<ReadItResponse>{RESULT}{QUERY_ID}</ReadItResponse>", ["namespace"]),
        ("query", an_output(f"<ReadItResult>{NAME}{NAME}</ReadItResult>{QUERY_ID}"),
         ["duplicate!"]),
        ("query", an_output("<ReadItResult><Names><member>a</member></Names></ReadItResult>"
                            + QUERY_ID), ["list-element!"]),
        ("query", "", ["root!"]),
        ("ec2", an_output(EC2_ID + NAME), []),
        ("ec2", an_output(NAME), ["request-id"]),
        ("ec2", an_output("<RequestId>r</RequestId>" + NAME), ["request-id"]),
        ("ec2", an_output(EC2_ID + NAME, "ReadIt"), ["root"]),
        ("ec2", an_output(EC2_ID + "<Names><member>a</member></Names>"), ["list-element!"]),
    ],
)  # fmt: skip
def test_deviations_of_outputs(protocol: str, body: str, constraints: list[str]) -> None:
    assert told(deviations(protocol, body)) == constraints


@each_protocol
def test_an_operation_without_output_may_have_a_wrapper(protocol: str) -> None:
    inner = f"<DropItResult/>{QUERY_ID if protocol == 'query' else EC2_ID}"
    assert deviations(protocol, an_output(inner, "DropItResponse"), name="DropIt") == []


ERROR = "<Error><Type>Sender</Type><Code>Lost</Code><Message>m</Message></Error>"
QUERY_ERROR = f"<ErrorResponse>{ERROR}<RequestId>r</RequestId></ErrorResponse>"
EC2_ERROR = (
    "<Response><Errors><Error><Code>Lost</Code><Message>m</Message></Error></Errors>"
    "<RequestID>r</RequestID></Response>"
)


@pytest.mark.parametrize(
    ("protocol", "body", "constraints"),
    [
        ("query", QUERY_ERROR, []),
        ("query", QUERY_ERROR.replace("Sender", "Client"), ["error-type"]),
        ("query", QUERY_ERROR.replace("<Type>Sender</Type>", ""), ["error-type"]),
        ("query", QUERY_ERROR.replace("<RequestId>r</RequestId>", ""), ["request-id"]),
        ("query", QUERY_ERROR.replace("ErrorResponse", "Response"), ["root"]),
        ("query", QUERY_ERROR.replace("Message>", "message>"), ["error-message!"]),
        ("query", EC2_ERROR, ["root", "error-shape!", "error-type", "request-id"]),
        ("query", ERROR, ["root", "error-shape!", "request-id"]),
        ("ec2", EC2_ERROR, []),
        ("ec2", EC2_ERROR.replace("RequestID", "RequestId"), ["request-id"]),
        ("ec2", EC2_ERROR.replace("<Errors>", "").replace("</Errors>", ""), ["error-shape!"]),
        ("ec2", QUERY_ERROR, ["root", "error-shape!", "request-id"]),
    ],
)
def test_deviations_of_errors(protocol: str, body: str, constraints: list[str]) -> None:
    assert told(deviations(protocol, body, 400)) == constraints


def told(found: list[Deviation]) -> list[str]:
    """The constraints, each with a mark where clients misread."""
    return [each.constraint + "!" * each.is_misread for each in found]


def test_values_without_their_wrapper_are_read_from_the_root() -> None:
    codec, _, operation = parts("query")
    response = answer(an_output(NAME + QUERY_ID))

    assert codec.decode_response(operation, response) == {"Name": "a"}


@each_protocol
def test_the_tree_shows_wrong_types(protocol: str) -> None:
    codec, _, operation = parts(protocol)
    body = an_output("<Count>five</Count><At>yesterday</At><Strange>x</Strange>").encode()

    assert codec.parse_body(operation.response, body, MessageKind.OUTPUT) == {
        "Count": "five",
        "At": "yesterday",
        "Strange": "x",
    }


@each_protocol
def test_a_body_in_another_form_cannot_be_read(protocol: str) -> None:
    codec, _, operation = parts(protocol)
    with pytest.raises(UnreadableError, match="not XML"):
        codec.decode_response(operation, answer('{"Name": "a"}'))


@each_protocol
def test_bodies_of_requests_are_compared_by_their_pairs(protocol: str) -> None:
    codec = codec_for(protocol)

    assert codec.canonical_body(b"A=1&B=%20") == codec.canonical_body(b"B=+&A=1")
    assert codec.canonical_body(b"A=%") == b"A=%"
    assert [*codec.repeated_members(b"A.1=x&A.1=y")] == [("A", "1")]
    assert [*codec.repeated_members(b"A=%")] == []


@each_protocol
def test_requests_are_routed_and_described(protocol: str) -> None:
    codec, contract, operation = parts(protocol)
    request = codec.encode_request(contract, operation, {})

    assert codec.route(contract, request) is operation
    assert codec.route(contract, HttpRequest("POST", "/", (), b"%")) is None
    schema = codec.body_schema(operation.response)
    assert schema is not None
    assert set(schema["properties"]) == set(OUTPUT)
    assert codec.media_type(contract, MessageKind.REQUEST) == "application/x-www-form-urlencoded"
    assert codec.is_own_form("application/xml")
    assert not codec.is_own_form("application/json")


@pytest.mark.parametrize("protocol", ["query", "ec2"])
def test_characters_that_requests_do_not_have(protocol: str) -> None:
    """A service gives texts back in XML, and few writers of it escape a carriage return."""
    codec = codec_for(protocol)
    in_requests, in_outputs = map(codec.unwritable, (MessageKind.REQUEST, MessageKind.OUTPUT))
    assert in_requests is not None
    assert in_outputs is not None
    assert in_requests.sub("", "a\r\n\x00\t") == "a\n\t"
    assert in_outputs.sub("", "a\r\n\x00\t") == "a\r\n\t"
