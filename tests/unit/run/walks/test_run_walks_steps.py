"""Values that can be told apart, faults, and the shortening of walks."""

from shapeproof.exchange import Exchange, Finding, FindingTexts, HttpRequest, Severity
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.walks.refused_steps import faulted
from shapeproof.run.walks.requests import MarkedRequest
from shapeproof.run.walks.walk import Shortener
from shapeproof.wire.registry import codec_for

from .walk_runs import CONTRACT, Server, edited, run

STORAGE = CONTRACT.operations["CreateBackendStorage"]


def test_values_of_two_generations_differ_in_texts_and_turn_in_enums() -> None:
    one, two = (MarkedRequest(STORAGE.request, n, f"mark{n}").value() for n in (1, 2))
    assert one["ResourceConfig"]["BucketName"] == "mark1"
    assert two["ResourceConfig"]["BucketName"] == "mark2"
    assert (
        one["ResourceConfig"]["Permissions"]["Authenticated"]
        != two["ResourceConfig"]["Permissions"]["Authenticated"]
    )


def test_marks_stay_within_bounds() -> None:
    schema = {
        "type": "object",
        "properties": {
            "Short": {"type": "string", "maxLength": 3},
            "When": {"type": "string", "x-timestamp": True},
            "Count": {"type": "integer", "minimum": 1, "maximum": 2},
        },
    }
    value = MarkedRequest(schema, 5, "a-long-mark").value()
    assert value == PlainValues(schema, full=True).value()


def test_faulted_requests_are_one_for_each_part_and_keep_the_rest() -> None:
    base = MarkedRequest(STORAGE.request, 2, "mark").value()
    requests = list(faulted(STORAGE, base))
    assert requests
    for each, fault in requests:
        assert fault.pointer
        assert each["AppId"] == base["AppId"]
        assert each != base
        codec_for("rest-json").encode_request(CONTRACT, STORAGE, each)


def finding(before: int) -> Finding:
    call = Exchange("X", {}, HttpRequest("GET", "/"))
    names = ("check", Severity.ERROR, "service", "X", "where", "constraint")
    return Finding(*names, FindingTexts.of(""), call, (call,) * before)


def test_steps_that_are_not_needed_are_left_out() -> None:
    steps = ("make", "idle", "change", "idle", "look")

    def retry(chosen):
        needed = {"make", "change", "look"} <= set(chosen)
        return [finding(len(chosen))] if needed else []

    told = Shortener(retry, 20).shortest(steps, finding(5))
    assert told is not None
    assert len(told.before) == 3


def test_what_does_not_happen_again_is_not_told() -> None:
    assert Shortener(lambda _: [], 20).shortest(("a", "b"), finding(2)) is None


def test_tries_are_bounded() -> None:
    calls = []

    def retry(chosen):
        calls.append(chosen)
        return [finding(len(chosen))]

    Shortener(retry, 3).shortest(tuple("abcdefgh"), finding(8))
    assert len(calls) == 4


def test_a_walk_is_told_by_its_needed_calls_only() -> None:
    def lost(request, answer):
        changed = request.method == "GET" and "/job/" in request.target and answer.status == 200
        return edited(answer, status="OLD") if changed else answer

    outcome = run(Server(lost), operations=("UpdateBackendJob",))
    first = next(each for each in outcome.findings if each.check == "lost_update")
    names = [each.operation for each in first.before]
    assert names[-1] == "UpdateBackendJob"
    assert "GetBackendJob" not in names
    assert len(names) == 3
