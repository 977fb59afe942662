"""Servers that hang, drip, reset, die or talk nonsense, once or from some request on."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .interface import TRACES, Expected, Trial, ends, nothing_around
from .raw_server import (
    Answer,
    dripping,
    flipping,
    flooding,
    from_request,
    hang,
    raw,
    reset,
    server,
)

_FAMILY = "hostile servers"
_LIMITS = ("--seed", "1", "--time-limit", "5", "--max-requests", "60")
_FEW = ("server", "mq", "{url}", "--operation", "*Tags", *_LIMITS)
_XML = ("server", "sns", "{url}", "--operation", "ListTopics", *_LIMITS)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_OK = _HEAD + b"Content-Length: 2\r\n\r\n{}"
_NEVER = (*TRACES, "\x1b[31m", "root:x:0")


def with_body(body: bytes, *, head: bytes = _HEAD, keeps: bool = True) -> Answer:
    """An answer with this body."""
    return raw(head + b"Content-Length: %d\r\n\r\n" % len(body) + body, close=not keeps)


def with_head(lines: bytes) -> Answer:
    """An answer with these lines in its head, in place of its length."""
    return raw(_OK.replace(b"Content-Length: 2", lines))


def _bomb(connection: socket.socket, number: int) -> None:
    """A body of 300 MB, compressed to 300 kB."""
    squeeze = zlib.compressobj(wbits=31)
    part = b" " * 1_000_000
    body = b"".join([*(squeeze.compress(part) for _ in range(300)), squeeze.flush()])
    with_body(body, head=_HEAD + b"Content-Encoding: gzip\r\n")(connection, number)


def _one_by_one(connection: socket.socket, _number: int) -> None:
    """A body in chunks of a byte each."""
    connection.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    connection.sendall(b"1\r\n{\r\n" + b"1\r\n \r\n" * 20_000 + b"1\r\n}\r\n0\r\n\r\n")


_ok = raw(_OK, close=False)
_NO_ANSWER: tuple[tuple[str, Answer], ...] = (
    ("hangs", hang),
    ("hangs after the first answer", from_request(1, _ok, hang)),
    ("hangs from the 50th request on", from_request(50, _ok, hang)),
    ("sends a byte of its head each half second", dripping(_HEAD + b"X-Slow: ", b"x")),
    ("sends a byte of its body each half second", dripping(_OK.replace(b"2", b"2222"), b" ")),
    ("sends events without an end", dripping(_HEAD + b"\r\n", b"data: {}\n\n", 0.1)),
    ("sends an interim status now and then", dripping(b"", b"HTTP/1.1 103 Hints\r\n\r\n", 0.1)),
    ("sends less than its length says", raw(_OK.replace(b"th: 2", b"th: 2000"), close=False)),
)
_NONSENSE: tuple[tuple[str, Answer], ...] = (
    ("resets each connection", reset),
    ("resets every second connection", flipping(_ok, reset)),
    ("closes each connection after an answer that keeps it", raw(_OK)),
    ("closes without an answer", raw(b"")),
    ("sends no HTTP", raw(b"220 mail.example ESMTP\r\n")),
    ("becomes another service", from_request(20, _ok, raw(b"SSH-2.0-x\r\n"))),
    ("speaks HTTP/0.9", raw(b"<html>")),
    ("speaks HTTP/2", raw(b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x80\0\4\0\1\0\0\0\5\0\xff\xff\xff")),
    ("speaks TLS", raw(b"\x15\x03\x01\x00\x02\x02\x46")),
    ("switches protocols", raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nxx")),
    ("sends a body without an end", flooding(_HEAD + b"\r\n", b" ")),
    ("sends headers without an end", flooding(_HEAD, b"X-A: y\r\n")),
    ("sends a header without an end", flooding(_HEAD + b"X-A: ", b"y")),
    ("sends a status line without an end", flooding(b"HTTP/1.1 200 ", b"y")),
    ("sends trailers without an end", flooding(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
                                               b"X-A: y\r\n")),
    ("sends status 100 without an end", flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    ("sends status 102 without an end", flooding(b"", b"HTTP/1.1 102 Processing\r\n\r\n")),
    ("sends half of its body", raw(_OK.replace(b"Length: 2", b"Length: 2000"))),
    ("sends more than its length says", raw(_OK + b"x" * 1000, close=False)),
    ("sends two answers for each request", raw(_OK + _OK, close=False)),
    ("sends a negative length", with_head(b"Content-Length: -2")),
    ("sends a length that is no number", with_head(b"Content-Length: two")),
    ("sends a length of a thousand digits", with_head(b"Content-Length: " + b"9" * 1000)),
    ("sends two lengths", with_head(b"Content-Length: 2\r\nContent-Length: 7")),
    ("sends broken chunks", with_head(b"Transfer-Encoding: chunked\r\n\r\nzz")),
    ("sends a chunk of negative length", with_head(b"Transfer-Encoding: chunked\r\n\r\n-5")),
    ("sends chunks of one byte", _one_by_one),
    ("sends broken gzip", with_head(b"Content-Length: 2\r\nContent-Encoding: gzip")),
    ("sends 300 MB in 300 kB of gzip", _bomb),
    ("sends an unknown encoding", with_head(b"Content-Length: 2\r\nContent-Encoding: br, zstd")),
    ("sends an unknown charset", with_head(b"Content-Length: 2\r\nX-A: b; charset=utf-99")),
    ("sends status 999", raw(_OK.replace(b"200 OK", b"999 No"))),
    ("sends a status of ten digits", raw(_OK.replace(b"200 OK", b"2000000000 No"))),
    ("sends status 204 with a body", raw(_OK.replace(b"200 OK", b"204 No"), close=False)),
    ("redirects to itself", raw(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")),
    (
        "redirects to a host that is not there",
        raw(b"HTTP/1.1 307 T\r\nLocation: http://10.255.255.1/\r\nContent-Length: 0\r\n\r\n"),
    ),
    ("sends a header of 10 MB", with_head(b"Content-Length: 2\r\nX-A: " + b"y" * 10_000_000)),
    ("sends 90 headers of 60 kB", with_head(b"Content-Length: 2" + b"\r\nX-A: %60000d" % 1 * 90)),
    (
        "sends control characters in its headers",
        raw(
            b"HTTP/1.1 200 \x1b[31mred\r\nX-A: \x00\x07\x1b]0;t\x07\r\nContent-Length: 2\r\n\r\n{}"
        ),
    ),
    ("sends NUL bytes in the names of its headers", with_head(b"Content-Length: 2\r\nA\0B: x")),
    ("sends JSON 200,000 levels deep", with_body(b"[" * 200_000)),
    ("sends bytes that are no UTF-8", with_body(b'{"a":"\xff"}')),
    ("sends half of a surrogate pair", with_body(b'{"tags":{"\\ud800":"\\udfff"}}')),
    ("sends a number of a million digits", with_body(b'{"tags":%s}' % (b"9" * 1_000_000))),
    ("sends a number beyond all floats", with_body(b'{"tags":1e999999,"x":-1e-999999}')),
    ("sends a key 100,000 times", with_body(b"{%s}" % b",".join([b'"tags":{}'] * 100_000))),
    ("sends 300,000 unknown members",
     with_body(b"{%s}" % b",".join(b'"k%d":1' % number for number in range(300_000)))),
    ("refuses all with 10 MB of text",
     with_body(b'{"message":"%s"}' % (b"no " * 3_300_000), head=_HEAD.replace(b"200", b"400"))),
)  # fmt: skip
_ENTITIES = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 12)
)
_IN_XML: tuple[tuple[str, bytes], ...] = (
    ("of entities that grow a billion times",
     b'<!DOCTYPE a [<!ENTITY l0 "lol">%s]><a>&l11;</a>' % _ENTITIES),
    ("of a file of this machine",
     b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'),
    ("200,000 levels deep", b"<a>" * 200_000 + b"</a>" * 200_000),
    ("with 200,000 attributes",
     b"<a %s/>" % b" ".join(b'b%d="c"' % number for number in range(200_000))),
    ("in an unknown encoding", b'<?xml version="1.0" encoding="utf-99"?><a/>'),
    ("in UTF-7", b'<?xml version="1.0" encoding="utf-7"?><a/>'),
    ("that is cut off", b"<ListTopicsResponse><ListTopicsResult><Topics>"),
    ("with NUL bytes", b"<a>\0</a>"),
)  # fmt: skip


@contextmanager
def _never_accepting(_folder: Path) -> Iterator[Mapping[str, str]]:
    """A port with a full queue: nobody accepts what comes there."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        try:
            yield {"url": f"http://127.0.0.1:{address[1]}"}
        finally:
            for each in waiting:
                each.close()


def _trial(
    name: str, answer: Answer, arguments: tuple[str, ...] = _FEW, *, waits: bool = False
) -> Trial:
    expected = Expected(ends(1, 2, 3), seconds=90, never=_NEVER, peak_mb=500)
    return Trial(_FAMILY, name, arguments, expected, server(answer), waits=waits, preloaded=True)


def _at(host: str, url: str, *statuses: int) -> Trial:
    """A server at an address, named in a URL."""
    arguments = tuple(url if each == "{url}" else each for each in _FEW)
    expected = Expected(ends(*statuses), seconds=90)
    name = f"{url}, a server at {host}"
    return Trial(_FAMILY, name, arguments, expected, server(_ok, host), preloaded=True)


TRIALS = (
    *(_trial(f"a server that {name}", answer, waits=True) for name, answer in _NO_ANSWER),
    *(_trial(f"a server that {name}", answer) for name, answer in _NONSENSE),
    *(
        _trial(
            f"a server that sends XML {name}",
            with_body(text, head=_HEAD.replace(b"application/json", b"text/xml")),
            _XML,
        )
        for name, text in _IN_XML
    ),
    Trial(
        _FAMILY,
        "a server that listens and accepts nothing",
        _FEW,
        Expected(ends(2), ("cannot reach",), seconds=90),
        _never_accepting,
        waits=True,
        preloaded=True,
    ),
    _at("::1", "http://[::1]:{port}", 3),
    _at("::1", "http://localhost:{port}", 2, 3),
    _at("::1", "http://127.0.0.1:{port}", 2),
    _at("127.0.0.1", "http://[::1]:{port}", 2),
    _at("127.0.0.1", "https://127.0.0.1:{port}", 2),
    Trial(
        _FAMILY,
        "an address where nothing listens",
        ("server", "mq", "http://127.0.0.1:1", *_LIMITS),
        Expected(ends(2), ("nothing listens there",)),
        nothing_around,
    ),
)
