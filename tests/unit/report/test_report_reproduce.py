"""The snippets are run: what the server receives is what the request says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shapeproof.exchange import HttpRequest
from shapeproof.report.curl import curl_lines, printf_command, shell_quote
from shapeproof.report.python_program import header_octets, python_snippet

from .recording_server import Received, Recorder

JSON = (("Content-Type", "application/json"),)
ALL_BYTES = bytes(range(256))

BODIES = {
    "plain": b'{"a": 1}',
    "quotes": b"""{"it's": "a \\"quote\\" \\' `id` $(id) $HOME !x"}""",
    "newlines": b'{\n\t"a": "it\'s!"\r\n}\n\n',
    "nul": b"a\0b%s%d\\n\0'!\xff",
    "controls": b"\x1b[31m\x07\x7f\x01",
    "non-ascii": '{"é": "漢字 \u202e\u2028🎉"}'.encode(),
    "broken utf-8": b'{"a": "\xff\xc3"}',
    "all bytes": ALL_BYTES,
    "at sign": b"@/etc/passwd",
    "dashes": b"--help",
    "blank": b" ",
    "big": b'{"a": "' + b"x'\n" * 34_000 + b'"}',
    "big non-ascii": ("é'\n" * 34_000).encode(),
    "big with nul": ALL_BYTES * 500,
}
TARGETS = {
    "plain": "/ping",
    "dots": "/a/../b/./c//d",
    "encoded": "/a%2Fb%25/%C3%A9?x=%20&y=a+b&z",
    "globs": "/[a]{b,c}?d=[1-3]",
    "marks": "/a!b$c&d'e(f)*g,h;i=j:k@l~m\\n^o`p|q",
    "fragment": '/a#b"c<d>',
    "big": "/" + "b%20" * 20_000,
    "too big for curl": "/" + "%C3%A9" * 50_000,
}
REQUESTS = {
    "get": HttpRequest("GET", "/ping", (("Accept", "application/json"),)),
    "head": HttpRequest("HEAD", "/ping"),
    "delete": HttpRequest("DELETE", "/ping"),
    "post without body": HttpRequest("POST", "/ping", JSON),
    "put without body": HttpRequest("PUT", "/ping"),
    "no content type": HttpRequest("POST", "/ping", (), b"a=b"),
    "get with body": HttpRequest("GET", "/ping", JSON, b"{}"),
    "odd method": HttpRequest("PURGE", "/ping"),
    "empty header": HttpRequest("GET", "/ping", (("X-Empty", ""),)),
    "odd headers": HttpRequest("GET", "/ping", (("X-It's", 'a "b" $c; d\\'), ("X-L", "é"))),
    "big header": HttpRequest("GET", "/ping", (("X-Big", 'a"\\' * 20_000),)),
    "host": HttpRequest("GET", "/ping", (("Host", "bucket.example"),)),
    "implied headers": HttpRequest(
        "POST", "/ping", (("Content-Length", "2"), ("Connection", "close"), *JSON), b"{}"
    ),
}
ALL = {
    **{f"body: {name}": HttpRequest("POST", "/ping", JSON, body) for name, body in BODIES.items()},
    **{f"path: {name}": HttpRequest("GET", target) for name, target in TARGETS.items()},
    **REQUESTS,
}
NOT_IN_PYTHON = {"big header"}

needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="needs bash and curl"
)


def run_bash(script: str, tmp_path: Path) -> str:
    file = tmp_path / "script.sh"
    file.write_bytes(script.encode())
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", str(file)], capture_output=True, check=True, env=clean, timeout=30
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "replace")


def assert_same(received: Received, request: HttpRequest) -> None:
    assert received.method == request.method
    assert received.target == request.target.encode()
    assert received.body == request.body
    for name, value in request.headers:
        if name.lower() != "connection":
            assert received.headers[name.lower()] == value
    if "Content-Type" not in dict(request.headers):
        assert "content-type" not in received.headers


@pytest.mark.slow
@needs_curl
@pytest.mark.parametrize("name", ALL)
def test_curl_sends_the_very_same_request(name: str, recorder: Recorder, tmp_path: Path) -> None:
    request = ALL[name]
    line = curl_lines(recorder.url, request)

    output = run_bash(line, tmp_path)

    (received,) = recorder.take()
    assert_same(received, request)
    assert "200" in output
    assert "\n" not in line
    assert line.isprintable()


@pytest.mark.parametrize("name", [name for name in ALL if name not in NOT_IN_PYTHON])
def test_python_sends_the_very_same_request(
    name: str, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    request = ALL[name]

    exec(compile(python_snippet(recorder.url, request), "snippet", "exec"), {})

    (received,) = recorder.take()
    assert_same(received, request)
    assert capsys.readouterr().out.startswith("200 ")


def test_the_python_snippet_runs_by_itself(recorder: Recorder) -> None:
    snippet = python_snippet(recorder.url, REQUESTS["get"], (REQUESTS["no content type"],))

    done = subprocess.run(
        [sys.executable, "-I", "-c", snippet], capture_output=True, check=True, timeout=30
    )

    assert done.stdout == b"200 ok\n200 ok\n"
    assert [each.method for each in recorder.take()] == ["POST", "GET"]


@needs_curl
def test_setup_requests_come_first_and_print_nothing(recorder: Recorder, tmp_path: Path) -> None:
    before = (HttpRequest("POST", "/one", JSON, b"1"), HttpRequest("PUT", "/two"))
    lines = curl_lines(recorder.url, HttpRequest("GET", "/three"), before)

    output = run_bash(lines, tmp_path)

    assert [each.target for each in recorder.take()] == [b"/one", b"/two", b"/three"]
    assert output.count("ok") == 1
    assert len(lines.split("\n")) == 3


@pytest.mark.slow
@needs_curl
def test_setup_requests_that_are_too_big_for_curl_print_nothing_either(
    recorder: Recorder, tmp_path: Path
) -> None:
    before = (HttpRequest("GET", TARGETS["too big for curl"]),)

    output = run_bash(curl_lines(recorder.url, HttpRequest("GET", "/"), before), tmp_path)

    assert len(recorder.take()) == 2
    assert output.count("ok") == 1


@needs_curl
@pytest.mark.parametrize("target", ["/ping?x", "/a#b"])
def test_a_base_path_goes_before_the_target(
    target: str, recorder: Recorder, tmp_path: Path
) -> None:
    request = HttpRequest("GET", target)

    run_bash(curl_lines(f"{recorder.url}/base/", request), tmp_path)
    exec(python_snippet(f"{recorder.url}/base/", request), {})

    assert {each.target for each in recorder.take()} == {b"/base" + target.encode()}


def test_only_requests_with_their_own_host_send_another(recorder: Recorder) -> None:
    snippet = python_snippet(recorder.url, REQUESTS["host"], (REQUESTS["get"],))

    exec(snippet, {})

    hosts = [each.headers["host"] for each in recorder.take()]
    assert hosts == [recorder.url.removeprefix("http://"), "bucket.example"]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (REQUESTS["get"], "curl -sS -i --path-as-is -H 'Accept: application/json' http://h/ping"),
        (REQUESTS["head"], "curl -sS -i --path-as-is -I http://h/ping"),
        (REQUESTS["delete"], "curl -sS -i --path-as-is -X DELETE http://h/ping"),
        (
            HttpRequest("POST", "/ping", (*JSON, ("Host", "h")), b'{"a": "it\'s"}'),
            "curl -sS -i --path-as-is -H 'Content-Type: application/json' "
            """--data-binary '{"a": "it'\\''s"}' http://h/ping""",
        ),
        (
            HttpRequest("HEAD", "/ping", JSON, b"{}"),
            "curl -sS -i --path-as-is -X HEAD --max-time 10 -H 'Content-Type: application/json' "
            "--data-binary '{}' http://h/ping",
        ),
    ],
)
def test_curl_lines_are_as_short_as_they_can_be(request_: HttpRequest, expected: str) -> None:
    assert curl_lines("http://h", request_) == expected


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://h:8443/x", "http.client.HTTPSConnection('h', 8443, timeout=60)"),
        ("http://[::1]:80", "http.client.HTTPConnection('::1', 80, timeout=60)"),
    ],
)
def test_python_snippets_connect_to_the_base_url(base_url: str, expected: str) -> None:
    assert expected in python_snippet(base_url, REQUESTS["get"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("é", b"\xe9"), ("漢", "漢".encode()), ("\ud800", b"?")],
)
def test_header_octets(value: str, expected: bytes) -> None:
    assert header_octets(value) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", "''"),
        ("a-b_c/d.e:f,g@h%i+j=k", "a-b_c/d.e:f,g@h%i+j=k"),
        ("a b", "'a b'"),
        ("it's", "'it'\\''s'"),
        ("~", "'~'"),
        ("a\nb!\\'é", r"$'a\nb\041\\\'é'"),
        (b"\xff1", r"$'\3771'"),
        ("\u202e", r"$'\342\200\256'"),
    ],
)
def test_shell_quote(data: str | bytes, expected: str) -> None:
    assert shell_quote(data) == expected


def test_printf_writes_nuls() -> None:
    assert printf_command(b"a\0%\\'") == r"printf 'a\000%%\\\047'"
