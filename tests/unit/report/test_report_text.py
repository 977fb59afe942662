from __future__ import annotations

import pytest

from shapeproof.report.masking.urls import path_of, with_masked_urls, without_credentials
from shapeproof.report.text import (
    abbreviated,
    body_text,
    counted,
    encodable,
    response_text,
    shown,
    visible,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢", "plain é 漢"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("abc\u202etxt", r"abc\u202etxt"),
        ("\ud800", r"\ud800"),
        ("\U000e0001", r"\U000e0001"),
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_abbreviated_keeps_both_ends() -> None:
    text = "a" * 100_000 + "z"

    short = abbreviated(text, 129)

    assert short.startswith("a" * 86 + "… 99,872 more characters …")
    assert short.endswith("aaaz")
    assert abbreviated("short", 129) == "short"


def test_shown_is_one_short_printable_line() -> None:
    assert shown("\x1b" * 1_000, 30).isprintable()
    assert len(shown("\x1b" * 1_000_000, 30)) < 200


def test_encodable_text_can_be_written() -> None:
    assert encodable("a\ud800é") == "a\\ud800é"


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 notes"), (1, "1 note"), (1_234, "1,234 notes")]
)
def test_counted(number: int, expected: str) -> None:
    assert counted(number, "note") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", ""),
        ("{é}".encode(), "{é}"),
        (b"\xff\x00", "base64:/wA="),
        (b"base64:/wA=", "base64:YmFzZTY0Oi93QT0="),
    ],
)
def test_body_text(body: bytes, expected: str) -> None:
    assert body_text(body) == expected


def test_response_bodies_are_bounded() -> None:
    assert len(response_text(b"x" * 1_000_000)) < 263_000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:5000/a", "http://127.0.0.1:5000/a"),
        ("http://me:pass@host/a@b", "http://***@host/a@b"),
        ("moto", "moto"),
        ("http://[broken", "http://[broken"),
        ("http://me:pass@[broken", "http://***@[broken"),
        ("http://me:p@ss@host:99999999?a@b", "http://***@host:99999999?a@b"),
    ],
)
def test_without_credentials(url: str, expected: str) -> None:
    assert without_credentials(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http:/me:pass@h: no such file", "http:/***@h: no such file"),
        ("at http:me:pass@h", "at http:***@h"),
        ("no attribute '//me:pass@h'", "no attribute '//***@h'"),
        ("http://me:pa ss wo@rd@h is", "http://***@h is"),
        ("http://me:pa/ss@h", "http://***@h"),
        ("http://me:1/ss@h", "http://me:1/ss@h"),
        ("http://h:80 is no target; write a@b", "http://h:80 is no target; write a@b"),
        ("http://[::1]:80/a@b http://h/@x", "http://[::1]:80/a@b http://h/@x"),
        ("in C:/me@x/y, /a/node_modules/@b/c: @live", "in C:/me@x/y, /a/node_modules/@b/c: @live"),
        ("mq @live: a@b and x:@y", "mq @live: a@b and x:@y"),
    ],
)
def test_credentials_in_what_is_left_of_a_url_are_masked(text: str, expected: str) -> None:
    assert with_masked_urls(text) == expected


@pytest.mark.slow
def test_credentials_in_urls_of_a_text_are_masked() -> None:
    text = "service 'node x.js http://me:pass@h', https://[x and ftp+x://a@b/c@d; a@b"
    masked = "service 'node x.js http://***@h', https://[x and ftp+x://***@b/c@d; a@b"
    assert with_masked_urls(text) == masked
    assert with_masked_urls("x" * 1_000_000) == "x" * 1_000_000


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://h:1/a/b?c=d", "/a/b?c=d"), ("http://[x//y", "//y"), ("/only", "/only")],
)
def test_path_of(url: str, expected: str) -> None:
    assert path_of(url) == expected
