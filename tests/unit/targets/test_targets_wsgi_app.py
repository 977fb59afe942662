from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets import wsgi_app
from shapeproof.targets.wsgi_app import WsgiTarget

Start = Callable[..., Callable[[bytes], object]]
GET = HttpRequest("GET", "/")


def sent(app: Any, request: HttpRequest = GET) -> HttpResponse:
    return WsgiTarget(app, "test").send(request)


def environ_of(request: HttpRequest) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("204 No Content", [])
        return []

    assert sent(app, request).status == 204
    return seen


def test_a_request_is_passed_on() -> None:
    headers = (("Content-Type", "application/json"), ("X-Amz-Target", "x"))
    seen = environ_of(HttpRequest("POST", "/a/b?c=d&e", headers, b'{"a":1}'))
    expected = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/a/b",
        "QUERY_STRING": "c=d&e",
        "RAW_URI": "/a/b?c=d&e",
        "REQUEST_URI": "/a/b?c=d&e",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "7",
        "HTTP_X_AMZ_TARGET": "x",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "body": b'{"a":1}',
    }
    assert {key: seen[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a%2Fb/%2f", "/a/b//"),
        ("/a/../b//c", "/a/../b//c"),
        ("/%C3%A9", "/\u00c3\u00a9"),
        ("/%FF", "/\u00ff"),
        ("/%zz%", "/%zz%"),
        ("/a+b", "/a+b"),
        ("/%00", "/\u0000"),
    ],
)
def test_the_raw_path_is_there_beside_the_decoded_one(target: str, path: str) -> None:
    seen = environ_of(HttpRequest("GET", target))
    assert (seen["RAW_URI"], seen["PATH_INFO"]) == (target, path)


def test_the_environ_is_a_valid_one() -> None:
    from wsgiref.validate import validator

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        environ["wsgi.input"].read(0)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    assert sent(validator(app), HttpRequest("GET", "/x")).body == b"ok"


def test_header_fields_of_a_request() -> None:
    given = (("x-twice", "1"), ("X-Twice", "2"), ("content-length", "0"), ("host", "mock.test"))
    seen = environ_of(HttpRequest("GET", "/", given))
    assert seen["HTTP_X_TWICE"] == "1, 2"
    assert (seen["CONTENT_LENGTH"], seen["HTTP_HOST"]) == ("0", "mock.test")
    assert "HTTP_CONTENT_LENGTH" not in seen
    assert "CONTENT_TYPE" not in seen


def test_an_answer_is_taken_over() -> None:
    headers = [("X-A", "1"), ("x-a", "2")]

    def app(_: Any, start: Start) -> Iterator[bytes]:
        start("418 I'm a teapot", headers)
        yield b"short "
        yield b""
        yield b"and stout"

    assert sent(app) == HttpResponse(418, tuple(headers), b"short and stout")


def test_start_response_may_be_called_late_and_again() -> None:
    def app(_: Any, start: Start) -> Iterator[bytes]:
        yield b""
        start("200 OK", [("X", "1")])
        start("503 Busy", [], (ValueError, ValueError(), None))
        yield b"x"

    assert sent(app) == HttpResponse(503, (), b"x")


def test_what_is_written_comes_first() -> None:
    def app(_: Any, start: Start) -> list[bytes]:
        write = start("200", [])
        write(b"written ")
        return [b"returned"]

    assert sent(app) == HttpResponse(200, (), b"written returned")


class Closing:
    """An iterable that knows whether it was closed."""

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("chunks", [(b"a", b"b"), (b"a", ValueError("no")), ("text",)])
def test_iterables_are_closed(chunks: tuple[Any, ...]) -> None:
    answer = Closing(*chunks)

    def app(_: Any, start: Start) -> Closing:
        start("200 OK", [])
        return answer

    sent(app)
    assert answer.closed == 1


def raising(_: Any, start: Start) -> list[bytes]:
    start("200 OK", [])
    raise LookupError("no such key")


def raising_late(_: Any, start: Start) -> Iterator[bytes]:
    start("200 OK", [])
    yield b"begun"
    raise RecursionError


def headers_changed_later(_: Any, start: Start) -> list[bytes]:
    headers: list[Any] = []
    start("200 OK", headers)
    headers.append(7)
    return []


@pytest.mark.parametrize(
    ("app", "words"),
    [
        (raising, b"LookupError: no such key"),
        (raising_late, b"RecursionError"),
        (lambda environ, start: environ["no"], b"KeyError"),
        (lambda environ: [], b"TypeError"),
        (lambda environ, start: None, b"TypeError"),
        (lambda environ, start: start("OK", []) and [], b"ValueError"),
        (lambda environ, start: start("200 OK", []) and ["text"], b"TypeError"),
        (lambda environ, start: start("200 OK", [(b"X", "y")]) and [], b"no text: (b'X', 'y')"),
        (lambda environ, start: start("200 OK", [("X", 7)]) and [], b"no text: ('X', 7)"),
        (lambda environ, start: start("200 OK", ["X"]) and [], b"no text: 'X'"),
        (lambda environ, start: start("200 OK", 7) and [], b"no text: 7"),
        (lambda environ, start: start("200 OK", None) and [], b"no text: None"),
        (headers_changed_later, b"no text: 7"),
    ],
)
def test_what_an_application_raises_is_a_500(app: Any, words: bytes) -> None:
    found = sent(app)
    assert found.status == 500
    assert words in found.body


def test_an_application_that_starts_no_response() -> None:
    assert sent(lambda environ, start: [b"x"]) == HttpResponse(500, (), b"x")


def test_the_users_interrupt_is_not_an_answer() -> None:
    with pytest.raises(KeyboardInterrupt):
        sent(raising(KeyboardInterrupt()))


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("error", "body"),
    [
        (SystemExit(0), b"SystemExit: 0"),
        (GeneratorExit(), b"GeneratorExit: "),
        (BaseException("x"), b"BaseException: x"),
        (Unspeakable(), b"Unspeakable: it cannot say what is wrong"),
        (ValueError("\ud800"), rb"ValueError: \ud800"),
    ],
)
def test_whatever_an_application_raises_is_a_500(error: BaseException, body: bytes) -> None:
    found = sent(raising(error))
    assert (found.status, found.body) == (500, body)


def raising(error: BaseException) -> Any:
    def app(_: Any, __: Start) -> list[bytes]:
        raise error

    return app


def endless(_: Any, start: Start) -> Iterator[bytes]:
    start("200 OK", [])
    while True:
        yield b"x" * 100


def endlessly_written(_: Any, start: Start) -> list[bytes]:
    write = start("200 OK", [])
    while True:
        write(b"x" * 100)


@pytest.mark.parametrize("app", [endless, endlessly_written])
def test_an_endless_body(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi_app, "MAX_BODY", 1000)
    with pytest.raises(TransportFailure, match="too-large"):
        sent(app)


def test_a_target_tells_what_it_is() -> None:
    target = WsgiTarget(endless, "pkg:app")
    assert (target.kind, target.address) == ("wsgi", "pkg:app")
    assert target.base_url.startswith("http://127.0.0.1:")
    assert WsgiTarget(endless, "x", "moto").kind == "moto"
    target.close()
