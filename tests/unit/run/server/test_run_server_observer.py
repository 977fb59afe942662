import pytest

from shapeproof.checks.verdicts import NotFound, NotReached
from shapeproof.exchange import (
    Case,
    Exchange,
    Expect,
    Family,
    Fault,
    How,
    HttpRequest,
    HttpResponse,
)
from shapeproof.run.server.session import Observer

from ..run_servers import CODEC, CONTRACT, error, guessed, not_found

BROKEN = HttpResponse(200, (), b"{}")
FAULT = Fault("/AppId", "type", How.WRONG_TYPE, "both", "a string", "a number")


def exchange(
    response: HttpResponse | None, expect: Expect | None = None, fault: Fault | None = None
) -> Exchange:
    case = Case("x", "GetToken", Family.ALONE, "", {}, expect, fault) if expect else None
    output = {} if response and response.status < 300 else None
    request = HttpRequest("GET", "/")
    return Exchange("GetToken", {}, request, response, None, output, case)


def watched(shown: Exchange) -> tuple[Observer, set[str]]:
    observer = Observer(CONTRACT, CODEC)
    return observer, {finding.check for finding in observer.watch(shown, ())}


WATCHED = [
    (None, True),
    (Expect.ACCEPT, True),
    (Expect.MISSING, True),
    (Expect.REJECT, True),
    (Expect.OPEN, False),
    (Expect.UNROUTED, False),
]


@pytest.mark.parametrize(("expect", "judged"), WATCHED)
def test_what_the_contract_does_not_tell_is_not_judged(expect: Expect | None, judged: bool) -> None:
    _, checks = watched(exchange(BROKEN, expect))
    assert bool(checks) is judged


@pytest.mark.parametrize("expect", [expect for expect, _ in WATCHED])
def test_a_crash_is_always_told(expect: Expect | None) -> None:
    for response in (HttpResponse(500), None):
        _, checks = watched(exchange(response, expect))
        assert checks == {"server_error"}


def test_what_an_invalid_request_gives_back_proves_nothing() -> None:
    assert watched(exchange(BROKEN, Expect.REJECT, FAULT))[1] == set()
    assert watched(exchange(HttpResponse(418), Expect.REJECT, FAULT))[1] == {
        "error_shape",
        "status",
    }


def test_errors_that_were_seen_are_remembered() -> None:
    observer, _ = watched(exchange(not_found()))
    observer.watch(exchange(error("X", 404)), ())
    observer.watch(exchange(HttpResponse(404)), ())
    observer.watch(exchange(not_found(), Expect.OPEN), ())
    assert observer.errors_seen == {
        ("GetToken", "NotFoundException"),
        ("GetToken", "X"),
        ("GetToken", ""),
    }


def test_checks_are_counted() -> None:
    observer, _ = watched(exchange(not_found()))
    assert observer.checks == 8
    observer.counted([])
    assert observer.checks == 9


def test_a_verdict_is_asked_for() -> None:
    observer = Observer(CONTRACT, CODEC)
    before = (exchange(BROKEN),)
    seen = observer.observation(exchange(not_found(), Expect.MISSING), before)
    assert observer.judge(NotFound(), seen) == []
    assert [finding.before for finding in observer.judge(NotReached(), seen)] == [before]
    assert seen.operation.name == "GetToken"


def test_schemas_are_made_once() -> None:
    observer = Observer(CONTRACT, CODEC)
    one, other = (observer.observation(exchange(BROKEN), ()) for _ in range(2))
    assert one.schemas is other.schemas


PAGE = HttpResponse(404, (("Content-Type", "text/html"),), b"<h1>Not Found</h1>")


@pytest.mark.parametrize(
    ("target", "reviewed", "checks"),
    [
        ("/backend/a%2Fb", False, set()),
        ("/backend/ab", False, {"error_shape", "malformed_json"}),
        ("/backend/a%2Fb", True, {"error_shape", "malformed_json"}),
    ],
)
def test_a_path_that_leads_nowhere(target: str, reviewed: bool, checks: set[str]) -> None:
    observer = Observer(CONTRACT if reviewed else guessed(), CODEC)
    shown = Exchange("GetToken", {}, HttpRequest("GET", target), PAGE)
    assert {each.check for each in observer.watch(shown, ())} == checks


@pytest.mark.parametrize(
    ("place", "how", "checks"),
    [
        ("/SessionId", How.LEFT_OUT, set()),
        ("/SessionId", How.WRONG_TYPE, {"error_shape", "malformed_json"}),
        ("/Nothing", How.LEFT_OUT, {"error_shape", "malformed_json"}),
    ],
)
def test_an_operation_known_by_a_member_that_is_left_out(
    place: str, how: How, checks: set[str]
) -> None:
    observer = Observer(guessed(), CODEC)
    case = Case("x", "GetToken", Family.INVALID, place, {}, Expect.REJECT, Fault(place, "x", how))
    shown = Exchange("GetToken", {}, HttpRequest("GET", "/backend"), PAGE, case=case)
    assert {each.check for each in observer.watch(shown, ())} == checks
