"""Recordings found and recognised; what is broken gives one clear line and no more."""

from __future__ import annotations

import base64
import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract import user_files
from shapeproof.exchange import HttpResponse
from shapeproof.targets.recordings import (
    BrokenRecording,
    HttpEntry,
    ParsedEntry,
    RecordedFile,
    UnusableEntry,
    find_files,
    har,
    json_stream,
    read_entries,
    yaml_text,
)
from shapeproof.targets.recordings import files as files_module
from tests.support.recordings import FORMS, Made, made, netstring

EXCHANGE: Made = made("kms", "ListKeys", {}, {"Keys": []})
REQUEST = {"method": "GET", "url": "https://kms.us-east-1.amazonaws.com/"}


def read(path: Path) -> tuple[list[Any], str]:
    """The entries, and the line about what cannot be read."""
    entries: list[Any] = []
    try:
        for each in read_entries(path):
            entries.append(each)
    except BrokenRecording as problem:
        return entries, str(problem)
    return entries, ""


def file(folder: Path, name: str, content: bytes | str | Any) -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_is_recognised_whatever_its_name(
    tmp_path: Path, form: str, packed: bool
) -> None:
    data = FORMS[form][1]([EXCHANGE, EXCHANGE])
    path = file(tmp_path, "anything", gzip.compress(data) if packed else data)
    entries, problem = read(path)
    assert not problem
    assert len(entries) == 2
    for each in entries:
        assert isinstance(each, HttpEntry)
        assert each.request.body == EXCHANGE.request.body
        assert each.request.header("x-amz-target") == "TrentService.ListKeys"
        assert each.response is not None
        assert each.response.body == EXCHANGE.response.body


def _with_body(**response: Any) -> dict[str, Any]:
    return {"interactions": [{"request": {**REQUEST, "body": None}, "response": response}]}


OCTETS = b"\x00\xff{}"
BASE64 = base64.b64encode(OCTETS).decode()


@pytest.mark.parametrize(
    "document",
    [
        _with_body(status={"code": 200}, body={"base64_string": BASE64}),
        _with_body(status="200 OK", code=200, body={"encoding": "x", "base64_string": BASE64}),
        {"http_interactions":
            _with_body(status=200, body={"base64_string": BASE64})["interactions"]},
        _with_body(status_code=200, content={"base64_string": BASE64}),
        [{"request": {"method": "GET", "host": "kms.us-east-1.amazonaws.com", "path": "/",
                      "protocol": "https", "port": 443},
          "response": {"status": {"code": 200}, "body": {"base64_string": BASE64}}}],
    ],
)  # fmt: skip
def test_cassettes_of_all_kinds_are_read(tmp_path: Path, document: Any) -> None:
    (entry,), problem = read(file(tmp_path, "c.json", document))
    assert not problem
    assert entry.url == REQUEST["url"]
    assert entry.response == HttpResponse(200, (), OCTETS)


OLD = """
version: 1
interactions:
- request: !!python/object:vcr.request.Request
    body: !!python/object/new:_io.BytesIO
      state: !!python/tuple [!!binary AP97fQ==, 0, null]
    headers: {Host: [kms.us-east-1.amazonaws.com]}
    method: PUT
    uri: !!python/unicode 'https://kms.us-east-1.amazonaws.com/'
  response:
    body: {string: !!binary AP97fQ==}
    headers: {date: 2026-01-01, x: [a, b]}
    status: {code: 200, message: OK}
"""


def test_tags_of_python_are_read_as_what_they_hold(tmp_path: Path) -> None:
    (entry,), problem = read(file(tmp_path, "c.yaml", OLD))
    assert not problem
    assert entry.request.body == OCTETS
    assert entry.response.body == OCTETS
    assert entry.response.headers == (("date", "2026-01-01"), ("x", "a"), ("x", "b"))


@pytest.mark.parametrize(
    ("body", "coding"),
    [(gzip.compress(b"{}", mtime=0), "gzip"), (b"{}", "gzip"), (b"{}", "br"), (b"{}", "deflate")],
)
def test_bodies_are_unpacked_unless_a_tool_has_done_it(
    tmp_path: Path, body: bytes, coding: str
) -> None:
    content = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    fields = [{"name": "Content-Encoding", "value": coding}]
    response = {"status": 200, "headers": fields, "content": content}
    path = file(
        tmp_path, "t.har", {"log": {"entries": [{"request": REQUEST, "response": response}]}}
    )
    (entry,), _ = read(path)
    assert entry.response.body == b"{}"


def test_a_har_may_have_parameters_and_pseudo_header_fields(tmp_path: Path) -> None:
    headers = [{"name": ":method", "value": "POST"}, {"name": "a", "value": "b"}]
    params = [{"name": "Action", "value": "ListUsers"}, {"name": "x y", "value": "&"}]
    request = {**REQUEST, "method": "POST", "headers": headers, "postData": {"params": params}}
    entry = {"request": request, "response": {"status": 0}}
    (found,), _ = read(file(tmp_path, "t.har", {"log": {"pages": [1], "entries": [entry]}}))
    assert found.request.body == b"Action=ListUsers&x+y=%26"
    assert found.request.headers == (("Host", "kms.us-east-1.amazonaws.com"), ("a", "b"))
    assert found.response is None


def test_a_placebo_file_has_times_and_streams(tmp_path: Path) -> None:
    time = {"__class__": "datetime", "year": 2026, "month": 1, "day": 2, "hour": 3, "minute": 4,
            "second": 5, "microsecond": 6}  # fmt: skip
    stream = {"__class__": "StreamingBody", "__module__": "botocore.response", "body": "AA=="}
    wrong = {name: {"__class__": "datetime", "year": year}
             for name, year in (("Wrong", 99999), ("Large", 10**20))}  # fmt: skip
    data = {"Made": time, "Body": stream, **wrong}
    path = file(tmp_path, "lambda.GetFunction_1.json", {"status_code": 200, "data": data})
    (entry,), _ = read(path)
    assert entry == ParsedEntry(
        "", "lambda", "GetFunction", None,
        {"Made": datetime(2026, 1, 2, 3, 4, 5, 6, UTC), "Body": b"", **wrong}, 200,
    )  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {"service": "kms", "operation": "ListKeys", "params": {}, "response": {"Keys": []}},
        {"service_name": "kms", "operation_name": "ListKeys", "api_params": {},
         "parsed": {"Keys": []}},
        {"service": "kms", "method": "ListKeys", "expected_params": {},
         "service_response": {"Keys": []}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["one", "list", "lines"])
def test_calls_of_botocore_are_read(tmp_path: Path, record: Any, form: str) -> None:
    line = json.dumps(record)
    text = {"one": line, "list": f"[{line}]", "lines": f"{line}\n{line}\n"}[form]
    entries, problem = read(file(tmp_path, "calls.json", text))
    assert not problem
    assert entries[0].service == "kms"
    assert entries[0].operation == "ListKeys"
    assert entries[0].output == {"Keys": []}
    assert entries[0].params == {}


def _deep(depth: int) -> str:
    return "[" * depth + "]" * depth


BOMB = "a: &a {k1: 1, k2: 2}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]}}\n"
    for name in "bcdefghij"
)
HAR = FORMS["har"][1]([EXCHANGE, EXCHANGE])
FLOWS = FORMS["mitmproxy"][1]([EXCHANGE, EXCHANGE])


@pytest.mark.parametrize(
    ("content", "read_before", "line"),
    [
        (b"", 0, "it is empty"),
        (b"\x00\x01\x02binary", 0, "no recording that shapeproof knows; give HAR"),
        (b"{}", 0, "no recording that shapeproof knows"),
        (b'{"a": 1}\n{"b": 2}', 0, "no recording that shapeproof knows"),
        (b"just words", 0, "no recording that shapeproof knows"),
        (b"key: value", 0, "no recording that shapeproof knows"),
        (HAR[:-200], 1, "after log/entries/0: not JSON: the file ends in the middle of it"),
        (HAR.replace(b'"response"', b"response", 1), 0, "not JSON: Expecting property name"),
        (b'{"log": {"entries": ' + _deep(100_000).encode(), 0, "nested too deeply"),
        (FLOWS[:-10], 1, "after flow 1: the file ends in the middle of a flow"),
        (b"12:abc", 0, "the file ends in the middle of a flow"),
        (b"3:abc?", 0, "unknown type b'?'"),
        (gzip.compress(HAR, mtime=0)[:-20], None, "record it again"),
        (b"interactions: [", 0, "line 2: not YAML"),
        (BOMB, 0, "merge keys (<<) are not read"),
        (f"interactions: {_deep(200_000)}", 0, "line 1: not YAML: it is nested too deeply"),
        (b"interactions: \xff\xfe", 0, "it is not UTF-8 text"),
    ],
)  # fmt: skip
def test_a_broken_file_gives_one_line(
    tmp_path: Path, content: bytes | str, read_before: int | None, line: str
) -> None:
    path = file(tmp_path, "broken", content)
    entries, problem = read(path)
    assert problem.startswith(str(path))
    assert line in problem
    assert "\n" not in problem
    assert read_before in (None, len(entries))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (1, "it has no request with a url"),
        ({"request": {"url": 1}}, "it has no request with a url"),
        ({"request": {**REQUEST, "url": "http://[x"}},
         "its address cannot be read: Invalid IPv6 URL"),
        ({"request": {**REQUEST, "postData": {"text": 5}}}, "a body is int, not a text"),
        ({"request": REQUEST, "response": {"status": 200, "content": {
            "text": "?", "encoding": "base64"}}}, "a body that should be base64 is not"),
        ({"request": REQUEST, "response": {"status": 200, "headers": [
            {"name": "content-encoding", "value": "gzip"}], "content": {
            "text": "H4sI", "encoding": "base64"}}}, ""),
    ],
)  # fmt: skip
def test_a_broken_entry_leaves_the_others(tmp_path: Path, entry: Any, reason: str) -> None:
    document = json.loads(HAR)
    document["log"]["entries"].insert(1, entry)
    entries, problem = read(file(tmp_path, "t.har", document))
    assert not problem
    assert len(entries) == 3
    assert not reason or entries[1] == UnusableEntry("log/entries/1", reason)


@pytest.mark.parametrize("address", [{"url": "https://[x"}, {"url": 5, "uri": "https://[x"}])
def test_an_address_that_is_none_leaves_the_other_records(
    tmp_path: Path, address: dict[str, Any]
) -> None:
    records = [{"request": address}, {"request": REQUEST}]
    entries, problem = read(file(tmp_path, "t.json", records))
    assert not problem
    assert isinstance(entries[0], UnusableEntry)
    assert isinstance(entries[1], HttpEntry)


def test_values_longer_than_the_window_are_read(tmp_path: Path, monkeypatch: Any) -> None:
    module = "shapeproof.targets.recordings.json_stream"
    monkeypatch.setattr(f"{module}.CHUNK", 7)
    assert len(read(file(tmp_path, "t.har", HAR))[0]) == 2
    monkeypatch.setattr(f"{module}.MAX_VALUE", 20)
    assert "one value is longer than 20 characters" in read(tmp_path / "t.har")[1]


def test_what_a_compressed_file_holds_is_bounded(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(files_module, "MAX_UNPACKED", 10_000)
    path = file(tmp_path, "t.har.gz", gzip.compress(b"{" + b" " * 1_000_000 + HAR[1:]))
    assert "longer than 10,000 bytes when it is unpacked" in read(path)[1]


def test_a_folder_is_searched_for_recordings_in_their_order(tmp_path: Path) -> None:
    for name in ("b.har", "kms.ListKeys_10.json", "kms.ListKeys_2.json", "notes.txt"):
        file(tmp_path, name, HAR)
    (tmp_path / ".git").mkdir()
    file(tmp_path / ".git", "c.har", HAR)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "again.har").symlink_to(tmp_path / "b.har")
    (tmp_path / "nowhere.har").symlink_to(tmp_path / "nowhere.har")
    found = [each.path.name for each in find_files([tmp_path]) if isinstance(each, RecordedFile)]
    assert found == ["again.har", "kms.ListKeys_2.json", "kms.ListKeys_10.json"]


def test_what_is_no_file_gives_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    monkeypatch.setattr(user_files, "PIPE_OPENS_SECONDS", 0.0)
    with pytest.raises(BrokenRecording, match="a pipe that nobody writes to"):
        list(read_entries(pipe))
    loop.symlink_to(loop)
    lines = [str(each) for each in find_files([Path("/dev/zero"), loop, tmp_path / "none"])]
    assert "zero: it is a device, no regular file" in lines[0]
    assert "too many levels of symbolic links" in lines[1]
    assert "none: no such file or directory" in lines[2]


@pytest.mark.parametrize("value", [{"a": [1, -2.5, True, None, "é", b"\xff"]}, {}, {"": {"x": []}}])
def test_netstrings_of_all_types_are_read(value: Any) -> None:
    import io

    from shapeproof.targets.recordings.mitmproxy_flows import _next

    assert _next(io.BytesIO(netstring(value))) == value


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "aws-chunked,br"])
def test_a_body_in_another_coding_is_not_judged(tmp_path: Path, coding: str) -> None:
    content = {"text": base64.b64encode(b"\x8b\xff\x00").decode(), "encoding": "base64"}
    fields = [{"name": "Content-Encoding", "value": coding}]
    entry = {
        "request": REQUEST,
        "response": {"status": 200, "headers": fields, "content": content},
    }
    (found,), _ = read(file(tmp_path, "t.har", {"log": {"entries": [entry]}}))
    reason = f"the body is compressed with {coding}, which is not read"
    assert found == UnusableEntry("log/entries/0", reason)


def _many(count: int) -> list[Any]:
    return [{}] * count


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.har", {"log": {"entries": _many(12)}}, "6 of its entries are no exchanges"),
        ("a.json", _many(12), "too large for a file that is neither HAR nor lines"),
        ("a.json", {f"k{each}": 1 for each in range(12)}, "neither HAR nor lines"),
        ("a.jsonl", "{}\n" * 12, "no recording that shapeproof knows"),
        ("a.yaml", "interactions:\n" + "- a\n" * 12, "it holds more than 8 values"),
    ],
)
def test_what_a_dense_file_holds_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: Any, reason: str
) -> None:
    monkeypatch.setattr(har, "MOST_UNUSABLE", 5)
    monkeypatch.setattr(json_stream, "MOST_ITEMS", 6)
    monkeypatch.setattr(files_module, "MOST_OTHER_LINES", 7)
    monkeypatch.setattr(yaml_text, "MOST_VALUES", 8)
    with pytest.raises(BrokenRecording, match=reason):
        list(read_entries(file(tmp_path, name, content)))


def test_a_har_with_some_other_entries_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(har, "MOST_UNUSABLE", 2)
    entries = json.loads(HAR)["log"]["entries"]
    document = {"log": {"entries": [*entries * 4, *_many(4), *entries]}}
    assert len(list(read_entries(file(tmp_path, "a.har", document)))) == 14
