"""What a client makes of replies: outputs, errors, and values of the previous call."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.contract.pointer import parse, replaced, without
from shapeproof.exchange import ClientError, ClientExchange, ClientResult, Outcome, Severity

from .client_call_samples import (
    EVERYTHING,
    Line,
    call,
    due_request,
    expected_error,
    findings,
    lines,
    reply,
    with_body,
    with_header,
)

OUTPUT: dict[str, Any] = {
    "Root": {
        "Label": "",
        "Weight": 5,
        "Made": "2020-01-02T03:04:05.25Z",
        "Raw": "/+8=",
        "Children": [{"Label": "x"}, {"Label": "y"}],
    },
    "Count": 0,
    "Tags": {"k": "v"},
    "Anything": {"a": [1, None]},
    "Policy": {"x": 1},
    "Day": "2020-01-02T03:04:05Z",
    "Either": {"A": "a"},
    "Meta": {"One": "1"},
    "Status": 200,
    "Trace": "a b",
}
GONE = object()


def with_value(pointer: str, value: Any) -> dict[str, Any]:
    """The output with another value at a place, or without it."""
    tokens = parse(pointer)
    changed: Any = without(OUTPUT, tokens) if value is GONE else replaced(OUTPUT, tokens, value)
    return dict(changed)


def output(pointer: str, constraint: str) -> list[Line]:
    return [("output", f"output {pointer}", constraint)]


OUTPUTS: dict[str, tuple[Any, list[Line]]] = {
    "lost": (with_value("/Root/Label", GONE), output("/Root/Label", "lost")),
    "null": (with_value("/Count", None), output("/Count", "lost")),
    "status-lost": (with_value("/Status", GONE), output("/Status", "lost")),
    "wire-name": (
        {**with_value("/Count", GONE), "count": 0},
        output("/Count", "lost"),
    ),
    "unknown": (with_value("/More", 1), output("/More", "unknown-member")),
    "unknown-deep": (
        with_value("/Root/Children/0/More", "x"),
        output("/Root/Children/0/More", "unknown-member"),
    ),
    "never-sent": (with_value("/Token", "t"), output("/Token", "extra")),
    "entry-never-sent": (with_value("/Tags/more", "t"), output("/Tags/more", "extra")),
    "value": (with_value("/Root/Children/1/Label", "Y"), output("/Root/Children/1/Label", "value")),
    "number-as-text": (with_value("/Count", "0"), output("/Count", "type")),
    "false-for-zero": (with_value("/Count", False), output("/Count", "type")),
    "float-of-integer": (with_value("/Root/Weight", 5.0), []),
    "rounded": (with_value("/Root/Weight", 5.5), output("/Root/Weight", "value")),
    "time-offset": (with_value("/Day", "2020-01-02T04:04:05+01:00"), []),
    "time-in-milliseconds": (with_value("/Root/Made", "2020-01-02T03:04:05.250400Z"), []),
    "time-without-fraction": (
        with_value("/Root/Made", "2020-01-02T03:04:05Z"),
        output("/Root/Made", "value"),
    ),
    "time-as-number": (with_value("/Day", 1577934245), output("/Day", "type")),
    "time-in-words": (with_value("/Day", "yesterday"), output("/Day", "type")),
    "blob-as-text": (with_value("/Root/Raw", "ÿï"), output("/Root/Raw", "value")),
    "list-cut": (with_value("/Root/Children", [{"Label": "x"}]), output("/Root/Children", "lost")),
    "list-doubled": (
        with_value("/Root/Children", OUTPUT["Root"]["Children"] * 2),
        output("/Root/Children", "extra"),
    ),
    "element-bare": (
        with_value("/Root/Children", {"Label": "x"}),
        output("/Root/Children", "type"),
    ),
    "document": (with_value("/Anything/a", [1]), output("/Anything/a", "lost")),
    "json-value-as-text": (with_value("/Policy", '{"x": 1}'), []),
    "header-in-lower-case": (with_value("/Meta", {"one": "1"}), []),
    "header-with-blanks": (with_value("/Trace", " a b\t"), []),
    "headers-with-blanks": (with_value("/Meta/One", "1  "), []),
    "header-changed": (with_value("/Trace", "a  b"), output("/Trace", "value")),
    "body-with-blanks": (with_value("/Tags/k", "v "), output("/Tags/k", "value")),
    "metadata": (with_value("/ResponseMetadata", {"HTTPStatusCode": 200}), []),
    "javascript-metadata": (with_value("/$metadata", {}), []),
    "unknown-choice": (with_value("/Either/SDK_UNKNOWN_MEMBER", {"name": "C"}), []),
    "null-for-absent": (with_value("/Token", None), []),
    "no-object": ([], [("output", "output", "type")]),
    "nothing": (None, [("output", f"output /{name}", "lost") for name in list(OUTPUT)[:5]]),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_that_is_changed(name: str) -> None:
    value, expected = OUTPUTS[name]
    assert lines(call("Put", EVERYTHING, output=OUTPUT, result=ClientResult(value))) == expected


def test_an_output_as_it_was_sent() -> None:
    assert lines(call("Put", EVERYTHING, output=OUTPUT)) == []


@pytest.mark.parametrize("empty", [{"Tags": {}}, {"Root": {"Children": []}}])
def test_an_absent_list_or_map_may_be_empty(empty: dict[str, Any]) -> None:
    due = {"Root": {}} if "Root" in empty else {}
    assert lines(call("Put", EVERYTHING, output=due, result=ClientResult(empty))) == []


def test_an_empty_list_that_was_sent_must_be_there() -> None:
    made = call("Put", EVERYTHING, output={"Root": {"Children": []}},
                result=ClientResult({"Root": {}}))  # fmt: skip
    assert lines(made) == output("/Root/Children", "lost")


def test_an_absent_structure_is_not_an_empty_one() -> None:
    made = call("Put", EVERYTHING, output={}, result=ClientResult({"Root": {}}))
    assert lines(made) == output("/Root", "extra")


def test_nulls_in_lists_and_maps_may_be_dropped() -> None:
    due = {"Tags": {"a": None, "b": "x"}, "Root": {"Children": [None, {}]}}
    for got in (due, {"Tags": {"b": "x"}, "Root": {"Children": [{}]}}):
        assert lines(call("Put", EVERYTHING, output=due, result=ClientResult(got))) == []


def test_an_empty_payload_may_be_absent() -> None:
    made = call("Upload", {"Data": "AAEC"}, output={"Data": ""}, result=ClientResult({}))
    assert lines(made) == []
    made = call("Upload", {"Data": "AAEC"}, output={}, result=ClientResult({"Data": ""}))
    assert lines(made) == []
    made = call("Upload", {"Data": "AAEC"}, output={"Data": "AA=="}, result=ClientResult({}))
    assert lines(made) == output("/Data", "lost")


TOKEN = {"AppId": "a", "SessionId": "s"}


def test_a_success_reported_as_an_error() -> None:
    failed = ClientResult(error=ClientError("transport", "ParseError", "what is this?"))
    (found,) = findings(call("GetToken", TOKEN, output={"Ttl": "1"}, result=failed))
    assert (found.check, found.where, found.constraint) == ("output", "output", "failed")
    assert found.actual == "transport error ParseError what is this?"


def failing(error: ClientError | None, **parts: Any) -> ClientExchange:
    """A call that is answered by an error, and what the client makes of it."""
    result = ClientResult({}) if error is None else ClientResult(error=error)
    return call(
        "GetToken", TOKEN, outcome=Outcome.ERROR, replies=(reply(404),),
        error=expected_error(**parts), result=result,
    )  # fmt: skip


def error_of(**parts: Any) -> ClientError:
    return ClientError(
        **{
            "kind": "service",
            "code": "NotFoundException",
            "message": "no such thing",
            "status": 404,
            "fields": {"ResourceType": "Token"},
            **parts,
        }
    )


PLACE = "error NotFoundException"
ERRORS: dict[str, tuple[ClientError | None, list[Line]]] = {
    "not-raised": (None, [("error", PLACE, "not-raised")]),
    "transport": (error_of(kind="transport"), [("error", PLACE, "kind")]),
    "validation": (error_of(kind="validation"), [("error", PLACE, "kind")]),
    "code": (error_of(code="BadRequestException"), [("error", PLACE, "code")]),
    "code-with-namespace": (error_of(code="ns#NotFoundException"), [("error", PLACE, "code")]),
    "no-code": (error_of(code=None), [("error", PLACE, "code")]),
    "message": (error_of(message="no"), [("error", PLACE, "message")]),
    "no-message": (error_of(message=None), [("error", PLACE, "message")]),
    "status": (error_of(status=400), [("error", PLACE, "status")]),
    "field-lost": (
        error_of(fields={}),
        [("error", f"{PLACE} /ResourceType", "fields/ResourceType")],
    ),
    "field-by-wire-name": (
        error_of(fields={"resourceType": "Token"}),
        [("error", f"{PLACE} /ResourceType", "fields/ResourceType")],
    ),
    "field-changed": (
        error_of(fields={"ResourceType": "token"}),
        [("error", f"{PLACE} /ResourceType", "fields/ResourceType")],
    ),
    "more-fields": (error_of(fields={"ResourceType": "Token", "Message": "x", "more": 1}), []),
    "as-it-was-sent": (error_of(), []),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_that_is_reported_differently(name: str) -> None:
    error, expected = ERRORS[name]
    assert lines(failing(error)) == expected


def test_an_error_without_its_status_is_a_warning() -> None:
    (found,) = findings(failing(error_of(status=None)))
    assert (found.constraint, found.severity) == ("status", Severity.WARNING)


def test_an_error_page_may_be_reported_in_any_way() -> None:
    nameless: dict[str, Any] = {"code": None, "message": None, "fields": {}}
    for error in (
        error_of(kind="transport", code=None, status=None),
        error_of(code="Unknown", message="404 page", fields={}),
    ):
        assert lines(failing(error, **nameless)) == []
    wrong = error_of(status=500)
    assert lines(failing(wrong, **nameless)) == [("error", "error 404", "status")]
    assert lines(failing(None, **nameless)) == [("error", "error 404", "not-raised")]


# --- What the call before has left -------------------------------------------------------------


STORAGE = {
    "AppId": "a1",
    "BackendEnvironmentName": "dev",
    "ResourceName": "photos",
    "ResourceConfig": {"ServiceName": "S3", "Permissions": {"Authenticated": ["READ"]}},
}
NAMED = {**STORAGE, "ResourceConfig": {**STORAGE["ResourceConfig"], "BucketName": "mine"}}


def leaking(where: str, constraint: str) -> list[Line]:
    return [("leaking_state", where, constraint)]


def test_a_member_of_the_request_before() -> None:
    before = call("CreateBackendStorage", NAMED)
    sent = due_request("CreateBackendStorage", NAMED)
    now = call("CreateBackendStorage", STORAGE, sent)
    place = "request body /resourceConfig/bucketName"
    assert lines(now, before) == leaking(place, "request")
    other = with_body(sent, lambda b: b["resourceConfig"].update(bucketName="other"))
    assert lines(call("CreateBackendStorage", STORAGE, other), before) == [
        ("wire_request", place, "extra")
    ]
    assert lines(now) == [("wire_request", place, "extra")]


def test_what_a_client_may_fill_in_by_itself_is_no_leak() -> None:
    before = call("RemoveAllBackends", {"AppId": "a", "CleanAmplifyApp": False})
    sent = due_request("RemoveAllBackends", {"AppId": "a", "CleanAmplifyApp": False})
    now = call("RemoveAllBackends", {"AppId": "a"}, sent)
    place = "request body /cleanAmplifyApp"
    assert lines(now, before) == [("wire_request", place, "extra")]


def test_a_list_that_goes_on() -> None:
    params = {**EVERYTHING, "Root": {"Children": [{"Label": "new"}]}}
    sent = with_body(
        due_request("Put", params), lambda b: b["root"]["children"].insert(0, {"label": "old"})
    )
    before = call("Put", {**EVERYTHING, "Root": {"Children": [{"Label": "old"}]}})
    assert lines(call("Put", params, sent), before) == leaking(
        "request body /root/children", "request"
    )


def test_query_and_header_of_the_request_before() -> None:
    before = call("Put", EVERYTHING)
    params = {name: each for name, each in EVERYTHING.items() if name not in ("Trace", "Ratio")}
    sent = with_header(due_request("Put", params), "X-Trace", "a, b")
    assert lines(call("Put", params, sent)) == []
    assert lines(call("Put", params, sent), before) == leaking("request header X-Trace", "request")
    with_ratio = due_request("Put", {**params, "Ratio": 2.0})
    assert lines(call("Put", params, with_ratio), before) == leaking(
        "request query ratio", "request"
    )


def test_a_member_of_the_output_before() -> None:
    before = call("GetToken", TOKEN, output={"Ttl": "5", "SessionId": "s"})
    now = call(
        "GetToken", TOKEN, output={"SessionId": "s"}, result=ClientResult(before.case.output)
    )
    assert lines(now, before) == leaking("output /Ttl", "output")
    assert lines(now) == output("/Ttl", "extra")


def test_a_list_of_the_output_before() -> None:
    before = call("Put", EVERYTHING, output={"Root": {"Children": [{"Label": "a"}]}})
    both = {"Root": {"Children": [{"Label": "a"}, {"Label": "b"}]}}
    now = call(
        "Put", EVERYTHING, output={"Root": {"Children": [{"Label": "b"}]}},
        result=ClientResult(both),
    )  # fmt: skip
    assert lines(now, before) == leaking("output /Root/Children", "output")


def test_parts_of_the_error_before() -> None:
    before = failing(error_of())
    now = failing(error_of(fields={"ResourceType": "Token"}), fields={})
    assert lines(now, before) == leaking(f"{PLACE} /ResourceType", "error")
    assert lines(now) == []
    now = failing(error_of(message="no such thing"), message="another thing")
    assert lines(now, before) == leaking(f"{PLACE} message", "error")
    assert lines(now) == [("error", PLACE, "message")]


def test_the_whole_error_before() -> None:
    before = failing(error_of())
    now = call("GetToken", TOKEN, output={"Ttl": "1"}, result=before.result)
    assert lines(now, before) == leaking("output", "error")
    assert lines(now) == [("output", "output", "failed")]
    now = failing(error_of(), code="BadRequestException", message="bad", fields={})
    assert lines(now, before) == leaking("error BadRequestException", "error")


def test_one_error_for_another_with_the_same_message_is_no_leak() -> None:
    before = failing(error_of())
    now = failing(error_of(), code="BadRequestException")
    assert lines(now, before) == [("error", "error BadRequestException", "code")]
