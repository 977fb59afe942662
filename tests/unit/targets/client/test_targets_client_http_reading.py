"""Requests are kept as they were sent, be they well-formed or not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeproof.exchange import HttpRequest
from shapeproof.targets.client import http_reading
from shapeproof.targets.client.http_reading import Received, RequestReader


def reader(parts: Sequence[bytes], invited: list[bool] | None = None) -> RequestReader:
    """A reader of bytes that come in these parts."""
    rest = iter([part for part in parts if part])
    return RequestReader(
        lambda: next(rest, b""), lambda: None if invited is None else invited.append(True)
    )


def read(data: bytes) -> Received:
    found = reader([data])
    assert found.wait()
    return found.read()


GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
HOST = (("Host", "x"),)
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "request_"),
    [
        (GET, HttpRequest("GET", "/a", HOST)),
        (b"\r\n\r\n" + GET, HttpRequest("GET", "/a", HOST)),
        (GET.replace(b"\r\n", b"\n"), HttpRequest("GET", "/a", HOST)),
        (b"GET /a%2Fb?c=d%20e&f HTTP/1.1\r\n\r\n", HttpRequest("GET", "/a%2Fb?c=d%20e&f")),
        (b"GET /a b HTTP/1.1\r\n\r\n", HttpRequest("GET", "/a b")),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", HttpRequest("GET", "/Ã©")),
        (b"GET http://x/a HTTP/1.1\r\n\r\n", HttpRequest("GET", "http://x/a")),
        (
            b"GET / HTTP/1.1\r\nb: 1\r\nA:\t 2 \r\nB: 3\r\nc:\r\n\r\n",
            HttpRequest("GET", "/", (("b", "1"), ("A", "2"), ("B", "3"), ("c", ""))),
        ),
        (
            b"PUT / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab\n" + GET,
            HttpRequest("PUT", "/", (("content-length", "3"),), b"ab\n"),
        ),
        (
            CHUNKED + b"3\r\nab\n\r\n0A;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n" + GET,
            HttpRequest("POST", "/", (("Transfer-Encoding", "chunked"),), b"ab\n0123456789"),
        ),
        (CHUNKED + b"0\r\n\r\n", HttpRequest("POST", "/", (("Transfer-Encoding", "chunked"),))),
    ],
)
def test_what_was_sent(data: bytes, request_: HttpRequest) -> None:
    assert read(data) == Received(request_)


@pytest.mark.parametrize(
    ("head", "lasting"),
    [
        (b"GET / HTTP/1.1\r\n", True),
        (b"GET / HTTP/1.1\r\nConnection: Keep-Alive, Close\r\n", False),
        (b"GET / HTTP/1.0\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", True),
    ],
)
def test_whether_the_connection_lasts(head: bytes, lasting: bool) -> None:
    assert read(head + b"\r\n").lasting is lasting


@pytest.mark.parametrize(
    ("data", "words", "method", "status"),
    [
        (b"GET /\r\n\r\n", "request line", "GET", 400),
        (b"\x16\x03\x01\x02\r\n\r\n", "request line", "\x16\x03\x01\x02", 400),
        (b"GET / HTTP/2.0\r\n\r\n", "request line", "GET", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "'no colon'", "GET", 400),
        (b"GET / HTTP/1.1\r\n: x\r\n\r\n", "': x'", "GET", 400),
        (b"GET / HTTP/1.1\r\na : x\r\n\r\n", "'a : x'", "GET", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "'-1'", "PUT", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", "1, 2", "PUT", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", "'²'", "PUT", 400),
        (b"PUT / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n", "more than", "PUT", 413),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "gzip", "PUT", 400),
        (CHUNKED + b"x\r\n", "'x'", "POST", 400),
        (CHUNKED + b"-1\r\n", "'-1'", "POST", 400),
        (CHUNKED + b"1\r\nab\r\n", "longer", "POST", 400),
        (CHUNKED + b"fffffffff\r\n", "more than", "POST", 413),
        (CHUNKED + b"1" * 9000, "more than", "POST", 431),
    ],
)
def test_what_cannot_be_framed(data: bytes, words: str, method: str, status: int) -> None:
    found = read(data)
    assert words in found.problem
    assert (found.request.method, found.status, found.lasting) == (method, status, False)


def test_heads_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_reading, "MAX_HEAD", 1000)
    found = read(b"GET / HTTP/1.1\r\nA: " + b"a" * 2000)
    assert (found.status, found.lasting) == (431, False)


@pytest.mark.parametrize("length", range(1, len(CHUNKED) + 9))
def test_what_ends_within_a_request(length: int) -> None:
    found = reader([(CHUNKED + b"2\r\nab\r\n0\r\n\r\n")[:length]])
    assert found.wait()
    with pytest.raises(EOFError):
        found.read()


@pytest.mark.parametrize("data", [b"", b"\r\n"])
def test_what_ends_between_requests(data: bytes) -> None:
    assert not reader([data]).wait()


@pytest.mark.parametrize(
    ("data", "invitations"),
    [
        ([b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", b"ab"], 1),
        ([CHUNKED[:-2] + b"Expect: 100-Continue\r\n\r\n", b"0\r\n\r\n"], 1),
        ([b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab"], 0),
        ([b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n"], 0),
        ([b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n", b"ab"], 0),
    ],
)
def test_bodies_are_invited_where_that_is_waited_for(data: list[bytes], invitations: int) -> None:
    invited: list[bool] = []
    found = reader(data, invited)
    assert found.wait()
    assert not found.read().problem
    assert len(invited) == invitations


HEADERS = st.lists(
    st.tuples(
        st.text("abcXYZ-", min_size=1, max_size=8).map(lambda text: f"x-{text}"),
        st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF), max_size=20).filter(
            lambda text: text == text.strip() and "\x85" not in text and "\xa0" not in text
        ),
    ),
    max_size=4,
)


@pytest.mark.slow
@given(
    st.sampled_from(["GET", "POST", "x"]),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), min_size=1, max_size=30),
    HEADERS,
    st.binary(max_size=300),
    st.integers(0, 40),
    st.lists(st.integers(1, 50), max_size=20),
)
def test_any_request_in_any_parts(
    method: str,
    target: str,
    headers: list[tuple[str, str]],
    body: bytes,
    chunk: int,
    cuts: list[int],
) -> None:
    """Two in a row come out as they went in, wherever the bytes are cut."""
    if chunk:
        pieces = [body[at : at + chunk] for at in range(0, len(body), chunk)]
        framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
        framing = ("Transfer-Encoding", "chunked")
    else:
        framed, framing = body, ("Content-Length", str(len(body)))
    fields = [*headers, framing]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    data = f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + framed
    found = reader(_cut(data * 2, cuts))
    expected = Received(HttpRequest(method, target, tuple(fields), body))
    for _ in range(2):
        assert found.wait()
        assert found.read() == expected
    assert not found.wait()


def _cut(data: bytes, sizes: list[int]) -> list[bytes]:
    parts = []
    for size in sizes:
        parts.append(data[:size])
        data = data[size:]
    return [*parts, data]
