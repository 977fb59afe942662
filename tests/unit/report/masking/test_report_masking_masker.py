from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exchange import (
    Exchange,
    Finding,
    FindingTexts,
    HttpRequest,
    HttpResponse,
    Limit,
    Said,
    Shown,
    Text,
)
from shapeproof.report.interface import ReportContext
from shapeproof.report.masking.masker import Masker
from shapeproof.report.masking.messages import MAX_HEADER, MAX_HEADERS, MAX_RESPONSE

from ..report_samples import (
    CONTEXT,
    CONTRACT,
    collected,
    finding,
    ping,
    put_exchange,
    report_of,
    run,
)


def masked(one: Finding) -> Finding:
    return Masker(CONTEXT).finding(one)


def put_finding(exchange: Exchange | None = None, **more: Any) -> Finding:
    return finding(operation="PutSecret", exchange=exchange or put_exchange(), **more)


@pytest.mark.slow
def test_many_secrets_cost_little() -> None:
    answer = json.dumps(
        {
            "codes": [f"secret {number:06}" for number in range(20_000)],
            "notes": ["secret x"] * 20_000,
        }
    )
    exchange = put_exchange(answer=answer.encode())

    response = masked(put_finding(exchange, message="secret 000001")).exchange.response

    assert response is not None
    assert json.loads(response.body)["notes"] == ["secret x"] * 20_000


def test_secrets_are_masked_everywhere_in_a_report() -> None:
    params = {
        "VaultName": "my vault",
        "Token": "tok-en-1",
        "Key": "quer y key",
        "Password": "hunter2",
        "Login": {"User": "bobby", "Pin": 4711},
        "Labels": {"stage": "production"},
    }
    body = {"pass_word": "hunter2", "login": {"user": "bobby", "pin": 4711}, "note": "hi"}
    exchange = put_exchange(
        params,
        json.dumps(body).encode(),
        b'{"secretId": "echoes bobby", "pass_word": "server-made", "pin": 4711}',
        target="/vaults/my%20vault/secrets?key=quer%20y%20key&x=1",
        headers=(("X-Vault-Token", "tok-en-1"), ("X-Other", "hunter2"), ("Content-Length", "76")),
    )
    one = put_finding(
        replace(exchange, output={"Password": "server-made"}),
        before=(replace(exchange, output=None),),
        message="it said 'server-made' and hunter2",
        expected="bobby",
        actual='status 200 "{\\"pass_word\\": \\"hunter2\\"}" 4711',
    )

    text = json.dumps(report_of(one))

    for secret in ("tok-en-1", "quer%20y", "hunter2", "bobby", "4711", "server-made"):
        assert secret not in text
    for known in ("my%20vault", "note", "hi", "x=1", "echoes ***"):
        assert known in text


def test_a_masked_request_keeps_a_right_content_length() -> None:
    body = b'{"pass_word": "a long password"}'
    length = (("Content-Length", str(len(body))),)
    one = masked(put_finding(put_exchange({}, body, headers=length)))

    request = one.exchange.request
    assert request.headers == (("Content-Length", str(len(request.body))),)


def test_a_value_that_is_also_sent_openly_is_no_secret_elsewhere() -> None:
    params = {"VaultName": "sample", "Password": "sample", "Note": "n"}
    body = b'{"pass_word": "sample", "note": "n"}'
    exchange = put_exchange(params, body, target="/vaults/sample/secrets")

    request = masked(put_finding(exchange)).exchange.request

    assert request.target == "/vaults/sample/secrets"
    assert request.body == b'{"pass_word": "***", "note": "n"}'


def test_sensitive_labels_are_masked_in_the_path() -> None:
    request = HttpRequest("GET", "/vaults/v/secrets/ab?x=y")
    exchange = Exchange("GetSecret", {}, request, HttpResponse(404))

    one = masked(finding(operation="GetSecret", exchange=exchange))

    assert one.exchange.request.target == "/vaults/v/secrets/***?x=y"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"raw secret bytes", b"***"),
        (b"\xff\xfe\x00", b"***"),
        (b"", b""),
    ],
)
def test_a_sensitive_payload_is_masked_wholly(body: bytes, expected: bytes) -> None:
    exchange = Exchange("PutBlob", {}, HttpRequest("PUT", "/blob", (), body), HttpResponse(200))

    assert masked(finding(operation="PutBlob", exchange=exchange)).exchange.request.body == expected


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        (b'{"pass_word": "\xff"}', True),
        ('{"pass_word": "x"}'.encode("utf-16"), True),
        ('{"pass_word": "x"}'.encode("utf-16-le"), True),
        (b'{"note": "\xff"}', False),
    ],
)
def test_bodies_that_are_not_text(body: bytes, hidden: bool) -> None:
    request = masked(put_finding(put_exchange({}, body))).exchange.request

    assert request.body == (b"***" if hidden else body)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Amz-Security-Token", "FwoGZXIvYXdzEBYaD", "***"),
        ("Authorization", "Bearer abc", "***"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=test/x",
            "AWS4-HMAC-SHA256 Credential=test/x",
        ),
        ("Cookie", "session=1", "***"),
        ("Set-Cookie", "session=1", "***"),
        ("X-Plain", "value", "value"),
    ],
)
def test_credentials_in_headers_are_masked(name: str, value: str, expected: str) -> None:
    request = HttpRequest("GET", "/ping", ((name, value),))

    one = masked(finding(exchange=replace(ping(), request=request)))

    assert one.exchange.request.headers == ((name, expected),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text("a success of PutSecret"), "a success of PutSecret"),
        (Text.only(Limit("type", "string")), 'type "string"'),
        (Text.only(Limit("enum", ["RED", "GREEN"])), 'enum ["RED", "GREEN"]'),
        (Text.of("at most {number} characters", number=64), "at most 64 characters"),
        (Text.of("a message that names {name}", name="Password"), "a message that names Password"),
        (Text.of("status {status}: {body}", status=500, body=Said("s3")), "status 500: ***"),
        (Text.only(Said("s3")), "***"),
        (Text.only(Shown("ab")), "***"),
        (Text.only(Shown(1234)), "***"),
        (Text.only(Shown({"User": "ab"})), "***"),
        (Text.only(Shown(None)), "null"),
        (Text.only(Shown("")), '""'),
        (Text.of("{outer}", outer=Text.of("got {value}", value=Shown("ab"))), "got ***"),
        (Text(""), ""),
    ],
)
def test_at_a_sensitive_place_all_values_are_masked_and_words_of_the_contract_are_not(
    text: Text, expected: str
) -> None:
    texts = FindingTexts(text, text, text)
    one = replace(put_finding(where="request /Password", pointer="/Password"), texts=texts)

    found = masked(one)
    assert (found.message, found.expected, found.actual) == (expected, expected, expected)
    elsewhere = masked(replace(one, pointer="/Note", where="request /Note"))
    assert elsewhere.expected == str(text).replace('{"User": "ab"}', '{"User": "***"}')


def test_at_a_sensitive_place_a_whole_message_is_masked_by_its_structure() -> None:
    exchange = put_exchange(
        {"Password": "s3"},
        answer=b'{"pass_word": "s4", "note": "why", "login": "s5"}',
        target="/vaults/v/secrets?key=s6&x=1",
    )
    assert exchange.response is not None
    message = Text.of(
        "sent {target}, got {beginning} {body} {other}",
        target=Said(exchange.request.target),
        beginning=Said(exchange.response.body[:30].decode()),
        body=Shown(exchange.response.body.decode()),
        other=Said("pass"),
    )
    one = put_finding(exchange, where="request /Password", pointer="/Password")

    assert masked(replace(one, texts=FindingTexts(message))).message == (
        'sent /vaults/v/secrets?key=***&x=1, got {"pass_word": "***", "note": "w '
        r'"{\"pass_word\": "***", \"note\": \"why\", \"login\": "***"}" ***'
    )


def test_away_from_sensitive_places_secrets_are_searched_for_in_values_only() -> None:
    exchange = put_exchange({"Password": "required"}, answer=b'{"pass_word": "Fool"}')
    message = Text.of(
        "the required member {name} is {value}, it said {said}",
        name="Fool",
        value=Shown({"note": "required Fool"}),
        said=Said("Fool is wrong"),
    )
    one = replace(put_finding(exchange, where="request"), texts=FindingTexts(message))

    expected = 'the required member Fool is {"note": "*** ***"}, it said *** is wrong'
    assert masked(one).message == expected


def test_secrets_are_searched_for_in_texts_without_parts() -> None:
    exchange = put_exchange({"Password": "hunter2"})

    assert masked(put_finding(exchange, message="it said hunter2")).message == "it said ***"


def test_keys_of_sensitive_maps_are_masked_in_where() -> None:
    keys = {"type": "string", "x-sensitive": True}
    document = {
        "type": "object",
        "properties": {
            "Map": {"type": "object", "propertyNames": keys, "additionalProperties": {}}
        },
    }
    operation = replace(CONTRACT.operations["PutSecret"], request=document)
    context = ReportContext(replace(CONTRACT, operations={"PutSecret": operation}))
    exchange = put_exchange({"Map": {"secret-key": 1}})
    place = "/Map/secret-key"

    one = Masker(context).finding(put_finding(exchange, where=f"request {place}", pointer=place))

    assert one.where == "request /Map/***"


def test_a_secret_that_is_a_key_elsewhere_is_masked_in_where() -> None:
    exchange = put_exchange({"Password": "hunter/2"}, answer=b'{"other": {"hunter/2": 1}}')

    one = masked(put_finding(exchange, where="response body /other/a hunter~12 b/x~1y"))

    assert one.where == "response body /other/a *** b/x~1y"
    assert one.exchange.response is not None
    assert one.exchange.response.body == b'{"other": {"***": 1}}'


def test_a_secret_that_is_called_as_a_member_is_not_masked_in_where() -> None:
    exchange = put_exchange({"Password": "Branches"})

    one = masked(put_finding(exchange, where="request /Tree/Branches/0/Branches/Branches by Ping"))

    assert one.where == "request /Tree/Branches/0/Branches/*** by Ping"


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("undeclared hunter/2", "undeclared ***"),
        ("undeclared hunter%2F2", "undeclared ***"),
        ("status NotFound", "status NotFound"),
        ("required", "required"),
    ],
)
def test_what_a_constraint_has_from_the_target_is_masked(constraint: str, expected: str) -> None:
    one = put_finding(put_exchange({"Password": "hunter/2"}), constraint=constraint)

    assert masked(one).constraint == expected


def test_reasons_of_operations_are_masked_by_names() -> None:
    reason = 'refused: {"pass_word": "hunter2"}'

    assert Masker(CONTEXT).reason("vault", "PutSecret", reason) == 'refused: {"pass_word": "***"}'


def test_other_services_have_their_own_contract() -> None:
    contract = replace(CONTRACT, service="other")
    exchange = put_exchange({"Password": "hunter2"})
    one = replace(put_finding(exchange, message="hunter2"), service="other")

    assert Masker(CONTEXT).finding(one).message == "hunter2"
    context = ReportContext(contracts={"other": contract})
    assert Masker(context).finding(one).message == "***"


def answered(*headers: tuple[str, str], body: bytes = b"{}") -> HttpResponse:
    """The response of a finding, masked; its request holds the secret ``hunter2-hunter2``."""
    exchange = put_exchange({"Password": "hunter2-hunter2"}, answer=body)
    one = put_finding(replace(exchange, response=HttpResponse(200, headers, body)))
    response = masked(one).exchange.response
    assert response is not None
    return response


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (MAX_HEADERS, ("X-Last", "99")),
        (MAX_HEADERS + 1, ("…", "1 more header field")),
        (MAX_HEADERS + 5_000, ("…", "5,000 more header fields")),
    ],
)
def test_the_number_of_response_headers_is_bounded(count: int, last: tuple[str, str]) -> None:
    fields = [("X-Many", str(number)) for number in range(count)]
    fields[MAX_HEADERS - 1] = ("X-Last", "99")

    headers = answered(*fields).headers

    assert headers[:-1][:99] == tuple(fields[:99])
    assert headers[-1] == last


@pytest.mark.parametrize("at", [0, 2_725, 2_730, 4_000, 9_985])
def test_long_response_headers_lose_their_middle_and_show_no_part_of_a_secret(at: int) -> None:
    text = "-" * at + "hunter2-hunter2" + "-" * (10_000 - at - 15)

    ((name, value),) = answered((text, text)).headers

    assert len(name) == len(value) < MAX_HEADER + 40
    assert "more characters" in value
    assert "hun" not in name + value
    assert "ter2" not in name + value


@pytest.mark.parametrize("before", [0, 3, 7, 14])
def test_the_end_of_a_body_that_is_cut_shows_no_part_of_a_secret(before: int) -> None:
    body = b"x" * (MAX_RESPONSE - before) + b"hunter2-hunter2" + b"x" * 100

    kept = answered(body=body).body

    assert b"more bytes" in kept
    assert b"hunt" not in kept


@pytest.mark.slow
@pytest.mark.parametrize("unit", [b"[", b'{"a":', b'{"pass_word": "s3cret"},', b"\xff"])
def test_gigantic_responses_cost_little(unit: bytes) -> None:
    body = unit * (16_000_000 // len(unit))

    response = masked(put_finding(put_exchange(answer=body))).exchange.response

    assert response is not None
    assert len(response.body) < 1_100_000
    assert b"s3cret" not in response.body
    assert response.body.endswith(b" more bytes")


def test_huge_texts_are_bounded() -> None:
    one = put_finding(put_exchange({"Note": "n"}), actual="x" * 1_000_000)

    assert len(masked(one).actual) < 11_000


def test_the_id_of_a_finding_is_that_of_the_original() -> None:
    one = put_finding(where="request /Password", pointer="/Password", message="hunter2")

    report = collected(run(one)).report()

    assert report is not None
    assert report["findings"][0]["id"] == one.id
