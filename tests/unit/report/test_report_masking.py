from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.sensitive_places import SensitivePlace
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
from shapeproof.report.masking.bodies import mask_body, mask_json, mask_pairs
from shapeproof.report.masking.encodings import EncodedSecrets
from shapeproof.report.masking.masker import Masker

from .report_samples import (
    CONTEXT,
    CONTRACT,
    PUT_SECRET,
    collected,
    finding,
    ping,
    put_exchange,
    report_of,
    run,
)

NAMES = frozenset({"pass_word", "Password", "login"})


def masked(one: Finding) -> Finding:
    return Masker(CONTEXT).finding(one)


def put_finding(exchange: Exchange | None = None, **more: Any) -> Finding:
    return finding(operation="PutSecret", exchange=exchange or put_exchange(), **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"note": "n", "pass_word": "s"}', '{"note": "n", "pass_word": "***"}'),
        ('{ "pass_word" :\n"s" }', '{ "pass_word" :\n"***" }'),
        ('{"login": {"user": ["a", {}]}, "x": 1.50}', '{"login": "***", "x": 1.50}'),
        ('{"Pass_Word": 12345}', '{"Pass_Word": "***"}'),
        ('{"pass\\u005fword": true}', '{"pass\\u005fword": "***"}'),
        ('{"pass_word": null, "login": {}}', '{"pass_word": null, "login": {}}'),
        ('{"pass_word": "", "login": []}', '{"pass_word": "", "login": []}'),
        ('{"pass_word": "a", "pass_word": "b"}', '{"pass_word": "***", "pass_word": "***"}'),
        ('{"codes": ["a", "b"], "labels": {"k": "v"}}', None),
        ('{"tree": {"branches": [{"leaf": "l"}]}}', '{"tree": {"branches": [{"leaf": "***"}]}}'),
        ('{"note": "hunter2 \\" é"}', '{"note": "*** \\" é"}'),
        ('{"note": 98765, "x": 198765}', '{"note": "***", "x": 198765}'),
        ('{"hunter2": 1}', '{"***": 1}'),
        ('{"labels": {"hunter2": "v"}}', '{"labels": {"***": "***"}}'),
        ('{"hunter2": {"hunter2": [1]}}', '{"***": {"***": [1]}}'),
        ('{"pass_word": {"a": [', '{"pass_word": "***"'),
        ('}}]]{"pass_word": "x', '}}]]{"pass_word": "***"'),
        ("[" * 20_000, "[" * 20_000),
        ('"hunter2"', '"***"'),
    ],
)
def test_json_is_masked_in_place(text: str, expected: str | None) -> None:
    secrets = EncodedSecrets.of(["hunter2", 98765])

    if expected is None:
        expected = '{"codes": ["***", "***"], "labels": {"k": "***"}}'
    assert mask_json(text, SensitivePlace.of(PUT_SECRET), secrets) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"pass_word": "s3", ', '{"pass_word": "***", '),
        ('{"pass_word": "s\\"3", "note"', '{"pass_word": "***", "note"'),
        ('{"pass_word": "s3', '{"pass_word": "***"'),
        ('{"pass_word": "s3\\', '{"pass_word": "***"'),
        ('{"pass_word": null, x', '{"pass_word": null, x'),
        ("{'PASSWORD': 's3', x", "{'PASSWORD': \"***\", x"),
        ('{"login": {"user": "bob"', '{"login": "***"'),
        ('{"pass_word": 123, x', '{"pass_word": "***", x'),
        ("<a><Password>s3</Password><b>c</b></a>", "<a><Password>***</Password><b>c</b></a>"),
        ('<x:Password a="1">s3<i/>', '<x:Password a="1">***'),
        ("Action=Put&Password=s3&Note=n", "Action=Put&Password=***&Note=n"),
        ("Secret.Password=s3&Login.User=u", "Secret.Password=***&Login.User=***"),
        ("nothing here", "nothing here"),
    ],
)
def test_bodies_that_are_no_json_are_masked_by_names(text: str, expected: str) -> None:
    assert mask_body(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r'status 200 "{\"pass_word\": \"s\\\"3\", \"n\": 1}"',
            r'status 200 "{\"pass_word\": "***", \"n\": 1}"',
        ),
        ("Password is required", "Password is required"),
    ],
)
def test_pairs_in_texts_are_masked_however_they_are_quoted(text: str, expected: str) -> None:
    assert mask_pairs(text, NAMES) == expected


@pytest.mark.parametrize(
    "unit", ["\\", "\\\\'", "Password.", '"Password"', "<Password", "&a=", "{"]
)
def test_hostile_bodies_take_linear_time(unit: str) -> None:
    mask_body(unit * 50_000, NAMES)
    mask_json(unit * 50_000, SensitivePlace.of(PUT_SECRET), EncodedSecrets())


@pytest.mark.parametrize(
    "encoded",
    [
        's3"cret é/&<',
        's3\\"cret é/&<',
        's3\\"cret \\u00e9/&<',
        "s3%22cret%20%C3%A9%2F%26%3C",
        "s3%22cret+%C3%A9%2F%26%3C",
        "s3&quot;cret é/&amp;&lt;",
        's3"cret é/&amp;&lt;',
        "czMiY3JldCDDqS8mPA==",
        "czMiY3JldCDDqS8mPA",
        "s3%22cret%20%c3%a9%2f%26%3c",
        "s3%22cret+%c3%a9/%26%3c",
        's3\\"cret \\u00e9\\/&<',
        's3\\"cret \\u00E9/&<',
        's3\\\\\\"cret é\\\\/&<',
        "s3&#34;cret é/&amp;&lt;",
        "7333226372657420c3a92f263c",
        "7333226372657420C3A92F263C",
    ],
)
def test_secrets_are_found_in_all_encodings(encoded: str) -> None:
    secrets = EncodedSecrets.of(['s3"cret é/&<'])

    assert secrets.hide(f"<{encoded}>") == "<***>"


@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
@pytest.mark.parametrize("after", [b"", b"z", b"yz", b"xyz"])
def test_secrets_are_found_within_longer_data_in_base64(
    before: bytes, after: bytes, alphabet: Callable[[bytes], bytes]
) -> None:
    secret = "s3cret?>~~/é+"
    text = alphabet(before + secret.encode() + after).decode()

    hidden = EncodedSecrets.of([secret]).hide(text)

    start, mask, end = hidden.partition("***")
    assert mask
    assert len(start) <= len(base64.b64encode(before))
    assert len(end) <= len(base64.b64encode(b"--" + after))


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        (["ab"], "ab abc", "ab abc"),
        ([12], "12", "12"),
        ([1234], "x 1234, 12345 1234.5 a1234", "x ***, 12345 1234.5 a1234"),
        ([True, None], "True None", "True None"),
        ([b"\x01secret"], "AXNlY3JldA== secret", "*** secret"),
        (["abc", "abcdef"], "abcdef abc", "*** ***"),
        (["abc", "bcdef"], "xabcdefx", "x***x"),
        (["abc"], "abcabcab", "******ab"),
        ([f"secret-{number:03}" for number in range(300)], "secret-299-300", "***-300"),
    ],
)
def test_what_is_searched_for(values: list[Any], text: str, expected: str) -> None:
    assert EncodedSecrets.of(values).hide(text) == expected


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("got 'correct ho... more", "got '***... more"),
        ("got correct ho… 99 more characters …y staple.", "got ***… 99 more characters …***."),
        ('cut off at "correct', 'cut off at "***'),
        ("tail ... staple", "tail ... ***"),
        ("this is correct, said he", "this is correct, said he"),
    ],
)
def test_secrets_that_were_cut_short_are_found(text: str, expected: str) -> None:
    assert EncodedSecrets.of(["correct horse battery staple"]).hide_cut(text) == expected


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
    exchange = put_exchange({"Password": "required"}, answer=b'{"pass_word": "Foo"}')
    message = Text.of(
        "the required member {name} is {value}, it said {said}",
        name="Foo",
        value=Shown({"note": "required Foo"}),
        said=Said("Foo is wrong"),
    )
    one = replace(put_finding(exchange, where="request"), texts=FindingTexts(message))

    expected = 'the required member Foo is {"note": "*** ***"}, it said *** is wrong'
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
