"""Reads the lines of the driver protocol, version 1. Each line is checked: drivers may be wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from shapeproof.exchange import ClientError, ClientResult
from shapeproof.targets.client.values import from_driver

VERSION = 1
_KINDS = ("service", "validation", "transport")
_OF_ANSWERS = frozenset({"ok", "output", "error"})
_SHOWN = 300


@dataclass(frozen=True)
class Hello:
    """The name of a driver's client, what it supports (None: not said), and its traits."""

    client: str | None = None
    supports: tuple[str, ...] | None = None
    traits: tuple[str, ...] = ()

    @property
    def paginates(self) -> bool | None:
        """Whether the driver knows the form ``$paginate:``; None where it does not say."""
        return None if self.supports is None else "paginate" in self.supports


class Unusable(Exception):
    """A line that is not an answer. ``wrong_id``: it answers another call."""

    def __init__(self, reason: str, *, wrong_id: bool = False) -> None:
        super().__init__(reason)
        self.wrong_id = wrong_id


def parsed_line(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises Unusable."""
    try:
        found = json.loads(line.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise Unusable(f"not UTF-8 at byte {error.start}: {shown(line)}") from None
    except RecursionError:
        raise Unusable(f"nested too deeply: {shown(line)}") from None
    except ValueError as error:
        raise Unusable(f"not JSON ({error}): {shown(line)}") from None
    if not isinstance(found, dict):
        raise Unusable(f"not a JSON object: {shown(line)}")
    return found


def hello_of(document: Mapping[str, Any]) -> Hello | None:
    """The hello in a first line, or None. Raises Unusable."""
    if "hello" not in document or "id" in document:
        return None
    if document["hello"] != VERSION or isinstance(document["hello"], bool):
        raise Unusable(f"hello {document['hello']!r}: this is version {VERSION} of the protocol")
    client = document.get("client")
    if not isinstance(client, str | None):
        raise Unusable('hello: "client" is not a string')
    supports = _names(document, "supports") if "supports" in document else None
    return Hello(client, supports, _names(document, "traits"))


def _names(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of names in a hello; none where it is absent. Raises Unusable."""
    names = document.get(key, [])
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise Unusable(f'hello: "{key}" is not a list of strings')
    return tuple(names)


def answer_of(document: Mapping[str, Any], number: int) -> ClientResult:
    """The result in an answer to the call with this number. Raises Unusable."""
    given = document.get("id")
    if given != number or isinstance(given, bool):
        reason = f"an answer with the id {given!r}, not {number}" if "id" in document else "no id"
        raise Unusable(f"{reason}: {shown(document)}", wrong_id="id" in document)
    if _is_unsupported(document):
        return ClientResult(unsupported=True)
    if not isinstance(document.get("ok"), bool):
        raise Unusable(f'"ok" is neither true nor false: {shown(document)}')
    name = "output" if document["ok"] else "error"
    if not isinstance(document.get(name), dict):
        raise Unusable(f'"{name}" is not an object: {shown(document)}')
    try:
        value = from_driver(document[name])
    except RecursionError:
        raise Unusable("nested too deeply") from None
    if document["ok"]:
        return ClientResult(output=value)
    return ClientResult(error=_error(document[name], value))


def _is_unsupported(document: Mapping[str, Any]) -> bool:
    """Whether an answer says that the client lacks the operation or a member. Raises Unusable."""
    unsupported = document.get("unsupported", False)
    if not isinstance(unsupported, bool):
        raise Unusable(f'"unsupported" is neither true nor false: {shown(document)}')
    if unsupported and not document.keys().isdisjoint(_OF_ANSWERS):
        raise Unusable(f'"unsupported" beside "ok", "output" or "error": {shown(document)}')
    return unsupported


def shown(line: bytes | Mapping[str, Any]) -> str:
    """The start of a line, for display."""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else json.dumps(line)
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text):,} characters)"


def _error(error: Mapping[str, Any], value: Mapping[str, Any]) -> ClientError:
    kind, status = error.get("kind"), error.get("status")
    if kind not in _KINDS:
        raise Unusable(f'error: "kind" is not one of {", ".join(_KINDS)}: {shown(error)}')
    if not isinstance(status, int | None) or isinstance(status, bool):
        raise Unusable(f'error: "status" is not an integer: {shown(error)}')
    for name in ("code", "message"):
        if not isinstance(error.get(name), str | None):
            raise Unusable(f'error: "{name}" is not a string: {shown(error)}')
    if not isinstance(error.get("fields"), dict | None):
        raise Unusable(f'error: "fields" is not an object: {shown(error)}')
    fields = value.get("fields") or {}
    return ClientError(kind, error.get("code"), error.get("message"), status, fields)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f'write {name} as {{"$float": "{name}"}}')
