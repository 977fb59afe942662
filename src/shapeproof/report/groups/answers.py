"""What an answer says, without the values of one request: equal answers have one cause."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from shapeproof.contract.pointer import texts_in
from shapeproof.report.document import FindingRecord, ResponseRecord
from shapeproof.report.text import abbreviated

MAX_WORDS = 120
GAP = "…"
"""Stands for a value."""

_MAX_BODY = 20_000
_SHORTEST_VALUE = 3
_MOST_VALUES = 200
_NO_ANSWER = "no answer"
_ERROR_HEADERS = ("x-amzn-errortype", "x-amzn-error-code")
_CODE_NAMES = ("__type", "code", "Code", "errorCode")
_MESSAGE_NAMES = ("message", "Message", "errorMessage")
_RAISED = re.compile(
    r"^\s*(?:[\w.]+\.)?(\w*(?:Error|Exception|Panic)): ?(.*)$|^\s*(?:[\w.]+\.)?(\w+Error)\s*$",
    re.MULTILINE,
)
_NAMED = re.compile(r"(\w+(?:Error|Exception)): ?(.*)", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_XML_CODE = re.compile(r"<(?:\w+:)?Code>([^<]*)<")
_XML_MESSAGE = re.compile(r"<(?:\w+:)?Message>([^<]*)<", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"(attribute )?(?:'([^']*)'|\"([^\"]*)\"|`([^`]*)`)")
_TYPES = frozenset({"NoneType", "str", "int", "float", "list", "dict", "bool", "tuple", "bytes"})
_WITH_DIGITS = re.compile(r"[\w%:/.+-]*\d[\w%:/.+-]*")
_STATUS = re.compile(r"[1-5]\d\d")
_FORM = re.compile(r"[\w.%-]+=[^&<{]*&")
"""The start of a body that is a form."""
_GAPS = re.compile(rf"{GAP}(?:[\s,;:/]*{GAP})+")
_GENERIC = frozenset(
    {
        "", "error", "failure", "internal error", "internal failure", "internal server error",
        "internalerror", "internalfailure", "internalservererror", "internalserviceerror",
        "internalserverexception", "internalserviceexception", "serviceexception",
        "serviceunavailable", "service unavailable", "serviceunavailableexception",
        "bad gateway", "gateway timeout", "an internal error occurred", "something went wrong",
        "unknown error", "server error", "not implemented", GAP,
    }
)  # fmt: skip
"""Words that say nothing about the cause of a failure."""


@dataclass(frozen=True)
class ShownAnswer:
    """Status, error code and message of an answer; ``status`` is 0 where none came.

    ``raised`` says that the code is the exception of a program rather than an error of the service.
    """

    status: int
    code: str = ""
    message: str = ""
    raised: bool = False

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing about the cause."""
        words = {each.lower().strip(" .!") for each in (self.code, self.message)}
        return self.status != 0 and words <= _GENERIC

    def __str__(self) -> str:
        if not self.status:
            return f"{_NO_ANSWER} ({self.message})" if self.message else _NO_ANSWER
        said = ": ".join(filter(None, (self.code, self.message)))
        return f"{self.status} {said}".strip()


def answer_of(finding: FindingRecord) -> ShownAnswer:
    """The answer of a finding, with the values of its request taken out."""
    response = finding["response"]
    if response is None:
        return ShownAnswer(0, message=finding["actual"].partition(":")[0].strip()[:MAX_WORDS])
    code, message, raised = _said(response)
    return ShownAnswer(response["status"], code, without_values(message, finding), raised)


def without_values(text: str, finding: FindingRecord) -> str:
    """A text without what was sent, and without quoted words, numbers and ids, in one line."""
    text = text[:_MAX_BODY]
    for value in _sent(finding):
        text = text.replace(value, GAP)
    return abbreviated(general(text), MAX_WORDS)


def general(text: str, kept: re.Pattern[str] | None = None) -> str:
    """A text without quoted words, numbers and ids, in one line; names of types stay.

    ``kept`` are words with digits that stay too.
    """
    text = _QUOTED.sub(_unquoted, " ".join(text.split()))
    text = _WITH_DIGITS.sub(
        lambda found: found[0] if kept and kept.fullmatch(found[0]) else GAP, text
    )
    return _GAPS.sub(GAP, text).strip()


def cause_of(reason: str) -> str:
    """A reason without the values of one operation, so that equal reasons can be counted."""
    return general(reason, _STATUS)


def _unquoted(match: re.Match[str]) -> str:
    words = match[2] or match[3] or match[4] or ""
    return match[0] if match[1] or words in _TYPES else GAP


def _said(response: ResponseRecord) -> tuple[str, str, bool]:
    """Code and message of a response, and whether it shows an exception of a program."""
    body = response["body"][:_MAX_BODY]
    raised = list(_RAISED.finditer(body)) if response["status"] >= 500 else []
    if raised:
        # Python shows the exception last, others first.
        last = raised[-1] if "Traceback (most recent call last)" in body else raised[0]
        return last[1] or last[3], _plain(last[2] or ""), True
    is_json, code, message = _in_json(body)
    for name, value in response["headers"].items():
        if name.lower() in _ERROR_HEADERS and not code:
            code = value
    code = code.rpartition("#")[2].partition(":")[0]
    named = _NAMED.match(message) if response["status"] >= 500 else None
    if named:
        return named[1], named[2], True
    if code or message or is_json:
        return code, message, False
    if found := _XML_CODE.search(body):
        words = _XML_MESSAGE.search(body)
        return found[1], words[1] if words else "", False
    title = _TITLE.search(body)
    message = _plain(title[1]) if title else _plain(body)
    return "", message.removeprefix(str(response["status"])).strip(), False


def _plain(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split())


def _in_json(body: str) -> tuple[bool, str, str]:
    """Whether a body is an object in JSON, and its code and message."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return False, "", ""
    if isinstance(document, dict) and isinstance(document.get("error"), dict):
        document = document["error"]
    if not isinstance(document, dict):
        return False, "", ""
    return True, _first(document, _CODE_NAMES), _first(document, _MESSAGE_NAMES)


def _first(document: dict[str, Any], names: tuple[str, ...]) -> str:
    found = (document.get(name) for name in names)
    return next((each for each in found if isinstance(each, str)), "")


def _sent(finding: FindingRecord) -> list[str]:
    """The values of a request, the longest first."""
    request = finding["request"]
    try:
        url = urlsplit(request["url"])
        parts = [*url.path.split("/"), *re.split("[=&]", url.query)]
    except ValueError:
        parts = [request["url"]]
    body = (request["body"] or "")[:_MAX_BODY]
    try:
        values = [*texts_in(json.loads(body))] if body else []
    except (ValueError, RecursionError):
        values = [each for _, each in parse_qsl(body)] if _FORM.match(body) else []
    all_of_them = {each for part in parts for each in (part, unquote(part))} | {*values}
    long_enough = (each for each in all_of_them if len(each) >= _SHORTEST_VALUE)
    return sorted(long_enough, key=lambda each: (-len(each), each))[:_MOST_VALUES]
