from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.report.masking.encodings import EncodedSecrets


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
        "7333226372657420c3A92f263C",
        "73:33:22:63:72:65:74:20:c3:a9:2f:26:3c",
        "%73%33%22%63%72%65%74%20%c3%A9%2f%26%3C",
        "s3%2522cret%2520%25C3%25A9%252F%2526%253C",
        r"\u0073\u0033\u0022\u0063\u0072\u0065\u0074\u0020\u00e9\u002F\u0026\u003c",
        r"s3\x22cret\x20\xc3\xa9/\x26<",
        "&#115;3&#x22;cret &eacute;&#47;&amp;&lt;",
        "&#115&#51&#34;cret &#xe9/&amp;&lt;",
        's3"CRET É/&<',
        "S3%22Cret%20%C3%89%2F%26%3C",
        "s3%22cret%20%E9%2F%26%3C",
        r"s3\x22cret \xe9/&<",
        r"s3\"cret \303\251\057&<",
        r"s3\u{22}cret \u{e9}/&<",
        "s3%u0022cret%u0020%u00e9/&<",
        "0x73, 0x33, 0x22, 0x63, 0x72, 0x65, 0x74, 0x20, 0xc3, 0xa9, 0x2f, 0x26, 0x3c",
        "115 51 34 99 114 101 116 32 195 169 47 38 60",
        base64.b64encode('s3"cret é/&<'.encode("utf-16-le")).decode(),
        base64.b64encode(gzip.compress('s3"cret é/&<'.encode(), mtime=0)).decode(),
        base64.urlsafe_b64encode(zlib.compress('s3"cret é/&<'.encode())).decode().strip("="),
        gzip.compress('s3"cret é/&<'.encode(), mtime=0).hex(),
    ],
)
def test_secrets_are_found_in_all_encodings(encoded: str) -> None:
    secrets = EncodedSecrets.of(['s3"cret é/&<'])

    assert secrets.hide(f"<{encoded}>") == "<***>"


@pytest.mark.parametrize(
    "changed",
    [
        "1-s/terces",
        "s e c r e t s / 1",
        "secrets/ and 1",
        "ONSWG4TFORZS6MI=",
        "secrets=2F1",
        "secrets/",
        "other-secrets/2",
    ],
    ids=["backwards", "spaced", "in two", "base32", "quoted-printable", "cut", "another"],
)
def test_what_is_no_usual_encoding_is_not_found(changed: str) -> None:
    assert EncodedSecrets.of(["secrets/1"]).hide(f"<{changed}>") == f"<{changed}>"


@pytest.mark.parametrize(
    ("secret", "text", "expected"),
    [
        ("required", "Required: REQUIRED, required", "Required: REQUIRED, ***"),
        ("Required2", "required2", "***"),
        ("s3cret", "S3CRET s3cret", "S3CRET ***"),
        ("correcthorsebattery", "X-Meta-Correcthorsebattery", "X-Meta-***"),
        ("İstanbul-2", "to İSTANBUL-2!", "to ***!"),
    ],
)
def test_long_secrets_are_found_in_any_case(secret: str, text: str, expected: str) -> None:
    assert EncodedSecrets.of([secret]).hide(text) == expected


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
        (["a1c"], "a1c", "a1c"),
        (["a1cd", "a1cdef"], "a1cdef a1cd", "*** ***"),
        (["a1cd", "1cdef"], "xa1cdefx", "x***x"),
        (["a1cd"], "a1cda1cda1", "******a1"),
        (["test", "2024"], "test it: tests, latest 2024-20245", "*** it: tests, latest ***-20245"),
        (["Ordinary"], "extraOrdinary", "extra***"),
        ([f"secret-{number:03}" for number in range(300)], "secret-299-300", "***-300"),
    ],
)
def test_what_is_searched_for(values: list[Any], text: str, expected: str) -> None:
    assert EncodedSecrets.of(values).hide(text) == expected


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bad value Sv%2fHidden%2B17%3D%C3%... (cut)", "bad value ***%C3%... (cut)"),
        ("at &#x53;&#x76;&#x2F;&#x48;&#x69;&#x64;&#x64;&#x65;&#x6E;&#x2B;&#xE...", "at ***&#xE..."),
        ('"\\u0053\\u0076\\u002f\\u0048\\u0069\\u00... more', '"***\\u00... more'),
        ("U3YvSGlkZGVuKz... more", "***... more"),
        ("53762f48696464656e2... more", "***2... more"),
        ("x … idden%2B17%3D%C3%A9 is", "x … *** is"),
        ("SV/HIDD... and so on", "***... and so on"),
        ("Sv/... and Sv/", "Sv/... and Sv/"),
        ("a Hidden Server... of 17", "a Hidden Server... of 17"),
    ],
)
def test_what_a_cut_leaves_of_a_secret_is_found_in_all_encodings(text: str, expected: str) -> None:
    hidden = EncodedSecrets.of(["Sv/Hidden+17=é"]).hide(text)

    assert (hidden, "idd" in hidden.replace("a Hidden", "")) == (expected, False)


def test_the_same_encoded_secret_is_masked_wherever_it_stands() -> None:
    encoded = "s3cret/é".encode().hex()

    assert EncodedSecrets.of(["s3cret/é"]).hide(f"{encoded}: [{encoded}]") == "***: [***]"
