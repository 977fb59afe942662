"""Whatever a server does, it costs a bounded time and memory."""

import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from shapeproof.exceptions import TransportFailure, UnreachableTarget
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets import http_endpoint
from shapeproof.targets.http_endpoint import HttpTarget

from .hostile import Caller, Handler, Hostile, response, serving

GET = HttpRequest("GET", "/backend")
POST = HttpRequest("POST", "/backend", (("Content-Type", "application/json"),), b'{"a":1}')
MAX_BODY = 200_000
READ, TOTAL = 0.1, 0.25


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_endpoint, "MAX_BODY", MAX_BODY)
    monkeypatch.setattr(http_endpoint, "MAX_HEAD", MAX_BODY)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_endpoint, "READ_SECONDS", READ)
    monkeypatch.setattr(http_endpoint, "TOTAL_SECONDS", TOTAL)
    monkeypatch.setattr(http_endpoint, "CONNECT_SECONDS", READ)


def sent(handle: Handler, request: HttpRequest = POST) -> HttpResponse:
    """What a server that behaves so is understood to answer."""
    with serving(handle) as server:
        target = HttpTarget(server.url)
        try:
            return target.send(request)
        finally:
            target.close()


def after_request(act: Callable[[Caller], None]) -> Handler:
    def handle(caller: Caller) -> None:
        caller.read()
        act(caller)

    return handle


def saying(*parts: bytes) -> Handler:
    return after_request(lambda caller: caller.send(*parts))


def endless(caller: Caller, start: bytes, part: bytes) -> None:
    caller.send(start)
    while not caller.pause(0):
        caller.send(part)


OK = b"HTTP/1.1 200 OK\r\n"
BODY = b'{"appId":"a"}'

# --- Answers that cannot be read, and the kinds of their failures


BOMB = gzip.compress(b"\0" * 20_000_000)

HOSTILE: dict[str, tuple[str, Handler]] = {
    "never-answers": ("timeout", after_request(Caller.hang)),
    "never-reads": ("timeout", Caller.hang),
    "drips-the-status-line": ("timeout", after_request(lambda c: c.drip(OK * 99, 0.05))),
    "drips-headers": (
        "timeout",
        after_request(lambda c: c.send(OK) or c.drip(b"X-A: b\r\n" * 99, 0.05)),
    ),
    "drips-one-header": (
        "timeout",
        after_request(lambda c: c.send(OK, b"X-A: ") or c.drip(b"b" * 999, 0.05)),
    ),
    "drips-the-body": (
        "timeout",
        after_request(
            lambda c: c.send(OK, b"Content-Length: 999\r\n\r\n") or c.drip(BODY * 9, 0.05)
        ),
    ),
    "drips-without-length": (
        "timeout",
        after_request(lambda c: c.send(OK, b"\r\n") or c.drip(BODY * 9, 0.05)),
    ),
    "drips-chunks": (
        "timeout",
        after_request(
            lambda c: (
                c.send(OK, b"Transfer-Encoding: chunked\r\n\r\n")
                or c.drip(b"1\r\nx\r\n" * 99, 0.02)
            )
        ),
    ),
    "stops-within-the-body": (
        "timeout",
        after_request(lambda c: c.send(OK, b"Content-Length: 9\r\n\r\n{") or c.hang()),
    ),
    "interim-for-ever": (
        "timeout",
        after_request(lambda c: c.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99, 0.01)),
    ),
    "continue-for-ever": (
        "too-large",
        after_request(lambda c: endless(c, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999)),
    ),
    "endless-body": ("too-large", after_request(lambda c: endless(c, OK + b"\r\n", b"x" * 65536))),
    "endless-chunks": (
        "too-large",
        after_request(
            lambda c: endless(
                c, OK + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 32768 + b"\r\n"
            )
        ),
    ),
    "one-endless-chunk": (
        "too-large",
        after_request(
            lambda c: endless(
                c, OK + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", b"x" * 65536
            )
        ),
    ),
    "negative-chunk": (
        "too-large",
        after_request(
            lambda c: endless(c, OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", b"x" * 65536)
        ),
    ),
    "endless-trailers": (
        "too-large",
        after_request(
            lambda c: endless(
                c, OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 9999
            )
        ),
    ),
    "endless-header": ("garbage", after_request(lambda c: endless(c, OK + b"X: ", b"x" * 65536))),
    "endless-headers": (
        "garbage",
        after_request(lambda c: endless(c, OK, b"X-A: b\r\n" * 1000)),
    ),
    "gigantic-length-delivered": (
        "too-large",
        after_request(
            lambda c: endless(c, OK + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65536)
        ),
    ),
    "gigantic-length-not-delivered": (
        "reset",
        saying(OK, b"Content-Length: 99999999999\r\n\r\n{}"),
    ),
    "gzip-bomb": ("too-large", saying(response(BOMB, b"Content-Encoding: gzip"))),
    "not-gzip": ("garbage", saying(response(BODY, b"Content-Encoding: gzip"))),
    "half-gzip": ("garbage", saying(response(gzip.compress(BODY)[:-9], b"Content-Encoding: gzip"))),
    "garbage": ("garbage", saying(b"\x00\x01\x02garbage\r\n\r\n")),
    "garbage-line": ("garbage", saying(b"220 smtp.example.com ESMTP\r\n")),
    "no-status": ("garbage", saying(b"HTTP/1.1 abc\r\n\r\n")),
    "status-99": ("garbage", saying(b"HTTP/1.1 99 Low\r\n\r\n")),
    "http-2-preface": ("garbage", saying(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
    "tls": ("garbage", saying(b"\x15\x03\x01\x00\x02\x02\x28")),
    "closed-before-the-answer": ("reset", after_request(Caller.close)),
    "reset-before-the-answer": ("reset", after_request(Caller.reset)),
    "closed-at-once": ("reset", Caller.close),
    "reset-at-once": ("reset", Caller.reset),
    "closed-within-the-status-line": ("reset", saying(b"HTTP/1.1 200")),
    "closed-after-the-status-line": ("reset", saying(OK)),
    "closed-within-a-header": ("reset", saying(OK, b"Content-Le")),
    "closed-between-headers": ("reset", saying(OK, b"Content-Type: application/json\r\n")),
    "reset-within-headers": (
        "reset",
        after_request(lambda c: c.send(OK, b"Content-Le") or c.pause(0.05) or c.reset()),
    ),
    "closed-within-the-body": ("reset", saying(OK, b"Content-Length: 20\r\n\r\n", BODY)),
    "reset-within-the-body": (
        "reset",
        after_request(
            lambda c: c.send(OK, b"Content-Length: 20\r\n\r\n", BODY) or c.pause(0.05) or c.reset()
        ),
    ),
    "closed-within-a-chunk": (
        "reset",
        saying(OK, b"Transfer-Encoding: chunked\r\n\r\n20\r\n", BODY),
    ),
    "closed-between-chunks": (
        "reset",
        saying(OK, b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ),
    "chunk-size-garbage": ("reset", saying(OK, b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}")),
}


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("name", [name for name in HOSTILE if HOSTILE[name][0] == "timeout"])
def test_servers_that_take_their_time(name: str) -> None:
    with pytest.raises(TransportFailure, match="timeout: no complete answer in time"):
        sent(HOSTILE[name][1])


@pytest.mark.parametrize("name", [name for name in HOSTILE if HOSTILE[name][0] != "timeout"])
def test_hostile_servers(name: str) -> None:
    kind, handle = HOSTILE[name]
    with pytest.raises(TransportFailure) as failure:
        sent(handle)
    assert failure.value.kind == kind, failure.value


@pytest.mark.parametrize("name", ["gzip-bomb", "endless-body", "negative-chunk", "endless-headers"])
def test_memory_is_bounded(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TransportFailure):
            sent(HOSTILE[name][1])
        assert tracemalloc.get_traced_memory()[1] < 30 * MAX_BODY
    finally:
        tracemalloc.stop()


def test_the_bomb_would_go_off() -> None:
    assert len(BOMB) < MAX_BODY < len(gzip.decompress(BOMB))


@pytest.mark.usefixtures("hurried")
def test_a_body_that_is_never_read_costs_no_more_time() -> None:
    with pytest.raises(TransportFailure) as failure:
        sent(Caller.hang, HttpRequest("POST", "/", body=b"x" * 20_000_000))
    assert failure.value.kind == "timeout"


# --- What can be understood


def chunked(*parts: bytes) -> bytes:
    chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in parts)
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: y\r\n\r\n"


UNDERSTOOD: dict[str, tuple[int, bytes, Handler]] = {
    "plain": (200, BODY, saying(response(BODY))),
    "closing": (200, BODY, saying(response(BODY, b"Connection: close"))),
    "without-length": (200, BODY, saying(OK, b"\r\n", BODY)),
    "http-1.0": (200, BODY, saying(b"HTTP/1.0 200 OK\r\n\r\n", BODY)),
    "chunked": (200, BODY, saying(chunked(BODY[:3], BODY[3:]))),
    "chunked-and-empty": (200, b"", saying(chunked())),
    "lines-without-carriage-returns": (
        200,
        BODY,
        saying(b"HTTP/1.1 200 OK\nContent-Length: 13\n\n", BODY),
    ),
    "no-reason": (200, BODY, saying(response(BODY, status=b"200"))),
    "no-content": (204, b"", saying(b"HTTP/1.1 204 No Content\r\n\r\n")),
    "odd-length": (200, BODY, saying(OK, b"Content-Length: many\r\n\r\n", BODY)),
    "redirect": (302, b"", saying(response(b"", b"Location: /other", status=b"302 Found"))),
    "redirect-away": (
        308,
        b"",
        saying(response(b"", b"Location: http://203.0.113.1/", status=b"308 Moved")),
    ),
    "status-599": (599, b"", saying(response(b"", status=b"599 Odd"))),
    "continue": (200, BODY, saying(b"HTTP/1.1 100 Continue\r\n\r\n", response(BODY))),
    "early-hints": (
        200,
        BODY,
        saying(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", response(BODY)),
    ),
    "all-interim": (
        200,
        BODY,
        saying(
            b"HTTP/1.1 102 Processing\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\n\r\n",
            response(BODY),
        ),
    ),
    "gzip": (200, BODY, saying(response(gzip.compress(BODY), b"Content-Encoding: gzip"))),
    "x-gzip": (200, BODY, saying(response(gzip.compress(BODY), b"content-encoding: X-GZIP"))),
    "deflate": (200, BODY, saying(response(zlib.compress(BODY), b"Content-Encoding: deflate"))),
    "gzip-of-nothing": (200, b"", saying(response(b"", b"Content-Encoding: gzip"))),
    "identity": (200, BODY, saying(response(BODY, b"Content-Encoding: identity"))),
    "slow-but-in-time": (
        200,
        BODY,
        after_request(lambda c: c.pause(0.05) or c.send(response(BODY))),
    ),
    "as-large-as-may-be": (200, b"x" * MAX_BODY, saying(response(b"x" * MAX_BODY))),
    "more-than-promised": (200, b"{}", saying(response(b"{}"), b"and more")),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_answers(name: str) -> None:
    status, body, handle = UNDERSTOOD[name]
    found = sent(handle)
    assert (found.status, found.body) == (status, body)


def test_headers_come_as_they_are() -> None:
    found = sent(saying(response(b"{}", b"x-Odd: a: b", b"X-ODD:  c ", b"Empty:")))
    assert found.headers == (
        ("Content-Length", "2"),
        ("x-Odd", "a: b"),
        ("X-ODD", "c"),
        ("Empty", ""),
    )


LARGE = HttpRequest("POST", "/", body=b"x" * 5_000_000)


@pytest.mark.parametrize("leave", [Caller.close, Caller.reset])
def test_an_answer_may_come_before_the_request_is_read(leave: Callable[[Caller], None]) -> None:
    def refuse(caller: Caller) -> None:
        caller.read_head()
        caller.send(response(BODY, status=b"413 Content Too Large"))
        caller.pause(0.05)
        leave(caller)

    found = sent(refuse, LARGE)
    assert (found.status, found.body) == (413, BODY)


# --- What is sent


@pytest.fixture
def recorded() -> Iterator[tuple[Hostile, HttpTarget]]:
    with serving(recording(response(BODY))) as server:
        target = HttpTarget(server.url, connections=2)
        yield server, target
        target.close()


def recording(*answers: bytes, then: Callable[[Caller], None] | None = None) -> Handler:
    """Answers each request of a connection with the next of the answers, the last for ever."""

    def handle(caller: Caller) -> None:
        index = 0
        while True:
            SEEN.append(caller.read())
            caller.send(answers[min(index, len(answers) - 1)])
            index += 1
            if then is not None and index == len(answers):
                then(caller)
                return

    return handle


SEEN: list[bytes] = []


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    SEEN.clear()


Recorded = tuple[Hostile, HttpTarget]

TARGETS = [
    "/",
    "/backend",
    "/a%2fb/%2F/%41/%7e/%c3%A9",
    "/a/../b/./c/..",
    "/..",
    "//a//b//",
    "/a%/b%zz",
    "/%00%0d%0a",
    "/a?b=c&d=%2F?e#f",
    "/a;b=c,d/e:f@g/(h)!*'$&+~|^`{}\"<>[]\\",
    "http://127.0.0.1:1/absolute",
    "*",
]


@pytest.mark.parametrize("text", TARGETS)
def test_the_target_is_sent_as_it_is(recorded: Recorded, text: str) -> None:
    recorded[1].send(HttpRequest("GET", text))
    assert SEEN[0].split(b"\r\n")[0] == f"GET {text} HTTP/1.1".encode()


def test_the_path_of_the_url_goes_before(recorded: Recorded) -> None:
    server, _ = recorded
    for path, due in [("/", ""), ("/a/", "/a"), ("/a%2F//b", "/a%2F//b"), ("/é x", "/%C3%A9%20x")]:
        target = HttpTarget(server.url + path)
        target.send(HttpRequest("GET", "/backend"))
        assert SEEN.pop().split(b" ")[1].decode() == f"{due}/backend"
        assert target.base_url == server.url + path.rstrip("/")
        target.close()


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PATCH", "FROB"])
def test_any_method_may_have_a_body(recorded: Recorded, method: str) -> None:
    recorded[1].send(HttpRequest(method, "/x", (), b"body"))
    head, body = SEEN[0].split(b"\r\n\r\n")
    assert head.startswith(method.encode() + b" /x HTTP/1.1\r\n")
    assert b"Content-Length: 4" in head
    assert body == b"body"


def fields(request: bytes) -> list[bytes]:
    return request.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]


def test_header_fields_are_sent_as_they_are(recorded: Recorded) -> None:
    server, target = recorded
    given = (("content-type", "a/b"), ("X-Twice", "1"), ("x-twice", "2"), ("X-Empty", ""))
    target.send(HttpRequest("POST", "/", given, b"{}"))
    assert fields(SEEN[0]) == [
        b"Host: 127.0.0.1:%d" % server.port,
        b"content-type: a/b",
        b"X-Twice: 1",
        b"x-twice: 2",
        b"X-Empty: ",
        b"Content-Length: 2",
        b"Accept-Encoding: identity",
        b"User-Agent: shapeproof",
    ]


def test_what_is_added_gives_way(recorded: Recorded) -> None:
    given = (
        ("host", "x"),
        ("USER-AGENT", "y"),
        ("accept-encoding", "gzip"),
        ("content-length", "2"),
    )
    recorded[1].send(HttpRequest("POST", "/", given, b"{}"))
    assert fields(SEEN[0]) == [f"{name}: {value}".encode() for name, value in given]


def test_a_body_is_announced_where_the_method_has_one(recorded: Recorded) -> None:
    for method in ("POST", "PUT", "PATCH", "GET", "DELETE"):
        recorded[1].send(HttpRequest(method, "/"))
    announced = [b"Content-Length: 0" in fields(each) for each in SEEN]
    assert announced == [True, True, True, False, False]


# --- Connections


def test_a_connection_is_kept(recorded: Recorded) -> None:
    server, target = recorded
    assert [target.send(POST).body for _ in range(5)] == [BODY] * 5
    assert server.calls == 1


@pytest.mark.parametrize("leave", [Caller.close, Caller.reset])
@pytest.mark.parametrize("wait", [0.0, 0.05])
def test_a_connection_that_was_closed_in_between(
    leave: Callable[[Caller], None], wait: float
) -> None:
    with serving(recording(response(BODY), then=leave)) as server:
        target = HttpTarget(server.url)
        for _ in range(4):
            assert target.send(POST).body == BODY
            time.sleep(wait)
        target.close()
    assert len(SEEN) == server.calls == 4


def test_a_connection_that_closes_on_the_next_request_is_tried_once_more() -> None:
    """It is unknown whether the server closed it before the request came. The first time."""
    with serving(recording(response(BODY), then=lambda caller: caller.read() and None)) as server:
        target = HttpTarget(server.url)
        assert [target.send(POST).body for _ in range(5)] == [BODY] * 5
        target.close()
    assert server.calls == 5, "from then on no connection is kept"


@pytest.mark.parametrize(
    "partly",
    [b"HTTP/1.1 200 OK\r\n", b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"],
)
def test_nothing_is_sent_twice_once_an_answer_has_begun(partly: bytes) -> None:
    with serving(recording(response(BODY), partly, then=Caller.close)) as server:
        target = HttpTarget(server.url)
        target.send(POST)
        with pytest.raises(TransportFailure):
            target.send(POST)
        assert target.send(POST).body == BODY
        target.close()
    assert (server.calls, len(SEEN)) == (2, 3)


def test_nothing_is_sent_twice_on_a_new_connection() -> None:
    with serving(recording(b"", then=Caller.reset)) as server:
        target = HttpTarget(server.url)
        with pytest.raises(TransportFailure):
            target.send(POST)
    assert (server.calls, len(SEEN)) == (1, 1)


@pytest.mark.usefixtures("hurried")
def test_a_request_that_timed_out_is_not_sent_again() -> None:
    with serving(recording(response(BODY), b"", then=Caller.hang)) as server:
        target = HttpTarget(server.url)
        target.send(POST)
        with pytest.raises(TransportFailure, match="timeout"):
            target.send(POST)
        target.close()
    assert (server.calls, len(SEEN)) == (1, 2)


def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next() -> None:
    late = response(b"late", status=b"408 Request Timeout")
    with serving(recording(response(BODY) + late)) as server:
        target = HttpTarget(server.url)
        for _ in range(3):
            assert target.send(POST).body == BODY
            time.sleep(0.02)
        target.close()


def test_a_request_that_asks_for_it_is_the_last_of_its_connection(recorded: Recorded) -> None:
    server, target = recorded
    for _ in range(2):
        target.send(HttpRequest("GET", "/", (("Connection", "close"),)))
    assert server.calls == 2


def test_many_threads_share_a_target(recorded: Recorded) -> None:
    server, target = recorded
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: target.send(POST).body, range(80)))
    assert found == [BODY] * 80
    assert 1 <= server.calls <= 80


# --- Nobody there


def closed_port() -> int:
    with serving(Caller.close) as server:
        return server.port


def test_nobody_listens() -> None:
    target = HttpTarget(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(TransportFailure, match="refused: nothing listens"):
        target.send(GET)
    with pytest.raises(UnreachableTarget, match="nothing listens"):
        target.probe()


def test_a_reset_while_the_connection_is_made_is_told_of_somebody_who_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a busy machine the reset of ``reset-at-once`` comes before the connection is ready."""

    def reset(*_: object) -> socket.socket:
        raise ConnectionResetError

    monkeypatch.setattr(socket, "create_connection", reset)
    target = HttpTarget("http://127.0.0.1:9")
    with pytest.raises(TransportFailure, match="reset: the connection was closed"):
        target.send(GET)
    target.probe()


@pytest.mark.usefixtures("hurried")
def test_a_server_that_does_not_accept() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        place = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(place)
        with pytest.raises(UnreachableTarget):
            HttpTarget(f"http://127.0.0.1:{place[1]}").probe()
        for each in waiting:
            each.close()


@pytest.mark.usefixtures("hurried")
def test_a_plain_server_behind_an_https_url() -> None:
    with serving(saying(response())) as server:
        target = HttpTarget(server.url.replace("http:", "https:"))
        with pytest.raises(TransportFailure, match="refused"):
            target.send(GET)


@pytest.mark.parametrize("name", ["plain", "redirect", "status-599"])
def test_whoever_answers_is_reachable(name: str) -> None:
    with serving(UNDERSTOOD[name][2]) as server:
        HttpTarget(server.url).probe()


@pytest.mark.parametrize("name", ["garbage", "closed-before-the-answer", "endless-body"])
def test_whoever_answers_nonsense_is_reachable(name: str) -> None:
    with serving(HOSTILE[name][1]) as server:
        HttpTarget(server.url).probe()


@pytest.mark.usefixtures("hurried")
def test_whoever_hangs_is_not() -> None:
    with serving(Caller.hang) as server, pytest.raises(UnreachableTarget, match="in time"):
        HttpTarget(server.url).probe()


def test_the_first_address_that_answers_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(recording(response(BODY))) as server:
        found = [(0, 0, 0, "", ("127.0.0.2", 0)), (0, 0, 0, "", ("127.0.0.1", 0))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        target = HttpTarget(f"http://mock.localhost:{server.port}")
        monkeypatch.undo()
        assert target.send(GET).body == BODY
        assert f"Host: mock.localhost:{server.port}".encode() in SEEN[0]
        target.close()
