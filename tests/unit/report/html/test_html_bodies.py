from __future__ import annotations

import json

import pytest

from shapeproof.report.html.bodies import body_lines
from shapeproof.report.html.layouts import laid_out

XML = (
    '<?xml version="1.0"?><R xmlns="u"><set><item><a>1</a></item><item><a>2</a><b/></item></set>'
    "<T> x </T><E></E></R>"
)


def _text(body: str) -> str:
    return "\n".join(each.text for each in body_lines(body))


def _marked(body: str, pointer: str) -> list[str]:
    lines = body_lines(body, pointer.split("/")[1:])
    return [each.text.strip() for each in lines if each.at_place]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", ""),
        ("{}", "{}"),
        ('{"a":1.50,"b":[]}', '{\n  "a": 1.50,\n  "b": []\n}'),
        (
            '{"a": {"b": [1, "x,[y"]}}',
            '{\n  "a": {\n    "b": [\n      1,\n      "x,[y"\n    ]\n  }\n}',
        ),
        ('{"a": 1, "a": 2}', '{\n  "a": 1,\n  "a": 2\n}'),
        ('{"a": ', '{"a": '),
        ("<R><a>1</a></R>", "<R>\n  <a>1</a>\n</R>"),
        ("<R><a>1</R>", "<R><a>1</R>"),
        ("<!DOCTYPE R><R><a/></R>", "<!DOCTYPE R><R><a/></R>"),
        ('<R><a b="/>"></a></R>', '<R>\n  <a b="/>"></a>\n</R>'),
        ("<R><a b='\">'>1</a></R>", "<R>\n  <a b='\">'>1</a>\n</R>"),
        ("<R><?p ></R></R>?><a/></R>", "<R>\n  <?p ></R></R>?>\n  <a/>\n</R>"),
        ("Action=A&Version=1", "Action=A\n&Version=1"),
        ("a=b c", "a=b c"),
        ("one\ntwo\x00\u202e", "one\ntwo\\x00\\u202e"),
    ],
)
def test_bodies_are_laid_out_in_lines(body: str, lines: str) -> None:
    assert _text(body) == lines


@pytest.mark.parametrize(
    ("body", "pointer", "line"),
    [
        ('{"A": {"b": [1, {"c": null}]}}', "/a/b/1/c", '"c": null'),
        ('{"A": {"b": [1, {"c": null}]}}', "/A", '"A": {'),
        ('{"A": [1, 2]}', "/A/1", "2"),
        ('{"A": [[], {}]}', "/A/1", "{}"),
        (XML, "/set/1/a", "<a>2</a>"),
        (XML, "/set/1/b", "<b/>"),
        (XML, "/T", "<T> x </T>"),
        ("<R><X>1</X><X>2</X></R>", "/X/1", "<X>2</X>"),
        ("<R><W><X>1</X></W></R>", "/x", "<X>1</X>"),
        ("A=1&Tags.member.1.Key=x", "/Tags/0/Key", "&Tags.member.1.Key=x"),
    ],
)
def test_the_line_of_the_place_is_marked(body: str, pointer: str, line: str) -> None:
    assert _marked(body, pointer) == [line]


@pytest.mark.parametrize("pointer", ["", "/A/7", "/B", "/A/b/1/c/d"])
def test_a_place_that_is_not_there_marks_nothing(pointer: str) -> None:
    assert _marked('{"A": {"b": [1, {"c": null}]}}', pointer) == []


def test_a_long_body_shows_its_beginning_its_end_and_the_place() -> None:
    body = json.dumps({"list": [{"n": number} for number in range(500)]})

    lines = body_lines(body, ["list", "300", "n"])

    texts = [each.text.strip() for each in lines]
    assert len(lines) < 100
    assert [each.text.strip() for each in lines if each.at_place] == ['"n": 300']
    assert sum(each.startswith("… ") for each in texts) == 2
    assert (texts[0], texts[-1]) == ("{", "}")


def test_what_is_too_long_is_not_laid_out() -> None:
    body = json.dumps(["x" * 50_000])

    assert laid_out(body, []) is None
    assert len(_text(body)) < 7_000
