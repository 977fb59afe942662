from __future__ import annotations

import pytest

from shapeproof.contract.sensitive_places import SensitivePlace
from shapeproof.report.masking.bodies import mask_body, mask_json, mask_pairs
from shapeproof.report.masking.encodings import EncodedSecrets

from ..report_samples import (
    PUT_SECRET,
)

NAMES = frozenset({"pass_word", "Password", "login"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"note": "n", "pass_word": "s"}', '{"note": "n", "pass_word": "***"}'),
        ('{ "pass_word" :\n"s" }', '{ "pass_word" :\n"***" }'),
        ('{"login": {"user": ["a", {}]}, "x": 1.50}', '{"login": "***", "x": 1.50}'),
        ('{"Pass_Word": 12345}', '{"Pass_Word": "***"}'),
        ('{"pass\\u005fword": true}', '{"pass\\u005fword": "***"}'),
        ('{"pass_word": null, "login": {}}', '{"pass_word": null, "login": {}}'),
        ('{"pass_word": "", "login": []}', '{"pass_word": "", "login": []}'),
        ('{"pass_word": "a", "pass_word": "b"}', '{"pass_word": "***", "pass_word": "***"}'),
        ('{"codes": ["a", "b"], "labels": {"k": "v"}}', None),
        ('{"tree": {"branches": [{"leaf": "l"}]}}', '{"tree": {"branches": [{"leaf": "***"}]}}'),
        ('{"note": "hunter2 \\" é"}', '{"note": "*** \\" é"}'),
        ('{"note": 98765, "x": 198765}', '{"note": "***", "x": 198765}'),
        ('{"hunter2": 1}', '{"***": 1}'),
        ('{"labels": {"hunter2": "v"}}', '{"labels": {"***": "***"}}'),
        ('{"hunter2": {"hunter2": [1]}}', '{"***": {"***": [1]}}'),
        ('{"pass_word": {"a": [', '{"pass_word": "***"'),
        ('}}]]{"pass_word": "x', '}}]]{"pass_word": "***"'),
        ("[" * 20_000, "[" * 20_000),
        ('"hunter2"', '"***"'),
        ('{"data": [104, 117,110, 116, 101, 114, 50]}', '{"data": ["***"]}'),
        ('{"data": [104, 117, 110, 116], "x": []}', '{"data": [104, 117, 110, 116], "x": []}'),
    ],
)
def test_json_is_masked_in_place(text: str, expected: str | None) -> None:
    secrets = EncodedSecrets.of(["hunter2", 98765])

    if expected is None:
        expected = '{"codes": ["***", "***"], "labels": {"k": "***"}}'
    assert mask_json(text, SensitivePlace.of(PUT_SECRET), secrets) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"pass_word": "s3", ', '{"pass_word": "***", '),
        ('{"pass_word": "s\\"3", "note"', '{"pass_word": "***", "note"'),
        ('{"pass_word": "s3', '{"pass_word": "***"'),
        ('{"pass_word": "s3\\', '{"pass_word": "***"'),
        ('{"pass_word": null, x', '{"pass_word": null, x'),
        ("{'PASSWORD': 's3', x", "{'PASSWORD': \"***\", x"),
        ('{"login": {"user": "bob"', '{"login": "***"'),
        ('{"pass_word": 123, x', '{"pass_word": "***", x'),
        ("<a><Password>s3</Password><b>c</b></a>", "<a><Password>***</Password><b>c</b></a>"),
        ('<x:Password a="1">s3<i/>', '<x:Password a="1">***'),
        ("Action=Put&Password=s3&Note=n", "Action=Put&Password=***&Note=n"),
        ("Secret.Password=s3&Login.User=u", "Secret.Password=***&Login.User=***"),
        ("nothing here", "nothing here"),
    ],
)
def test_bodies_that_are_no_json_are_masked_by_names(text: str, expected: str) -> None:
    assert mask_body(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r'status 200 "{\"pass_word\": \"s\\\"3\", \"n\": 1}"',
            r'status 200 "{\"pass_word\": "***", \"n\": 1}"',
        ),
        ("Password is required", "Password is required"),
    ],
)
def test_pairs_in_texts_are_masked_however_they_are_quoted(text: str, expected: str) -> None:
    assert mask_pairs(text, NAMES) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["\\", "\\\\'", "Password.", '"Password"', "<Password", "&a=", "{"]
)
def test_long_bodies_without_values_stay_as_they_are(unit: str) -> None:
    """How the time grows with the length is measured by benchmarks/masking.py."""
    body = unit * 50_000

    assert mask_body(body, NAMES) == body
    assert mask_json(body, SensitivePlace.of(PUT_SECRET), EncodedSecrets()) == body
