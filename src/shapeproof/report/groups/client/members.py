"""Causes of members that a client sends or reads otherwise than it was given them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeproof.checks.client.leeway import RECASED
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import parse
from shapeproof.exchange import ClientFamily, Finding
from shapeproof.report.groups.client.changes import (
    as_kind,
    change_of,
    change_of_list,
    empty_kind,
    kinds_of,
    lost_elements,
)
from shapeproof.report.groups.client.facts import (
    NOT_THERE,
    ClientCause,
    PlaceFacts,
    other_name,
    place_of_finding,
    value_in,
    varied,
)


@dataclass(frozen=True)
class _Side:
    """The words for what a client sends, or reads."""

    verb: str
    past: str
    what: str


_NOT_READ_IN_A_FORM = "members are not read where a reply travels or is written otherwise"
_UNKNOWN_VALUE = "enum-unknown"
_SENT = _Side("sends", "sent", "members")
_READ = _Side("reads", "read", "members of replies")


def member_cause(finding: Finding, contract: Contract | None, *, sent: bool) -> ClientCause | None:
    """The cause of a member that differs; None where nothing is said about one."""
    place = place_of_finding(finding, contract, sent=sent)
    expected = value_in(finding.texts.expected, place)
    actual = value_in(finding.texts.actual, place)
    side = _SENT if sent else _READ
    if not sent and (moved := _moved(finding)):
        return ClientCause(f"lists {moved} when they are read")
    if not sent and (special := _of_unknown_value(finding) or _of_parameters(finding, actual)):
        return ClientCause(special)
    if not sent and (occasion := _occasion(finding)) and _is_lost(finding, actual):
        return ClientCause(_NOT_READ_IN_A_FORM, occasion)
    match finding.constraint:
        case "missing" | "lost":
            cause = _lost(finding, side, place, expected)
        case "extra":
            cause = _extra(finding, side, place, actual)
        case "unknown-member":
            cause = ClientCause("members that the model does not know are in the output")
        case "type" | "special-number":
            cause = _typed(side, place, expected, actual)
        case "value" | "label":
            cause = _changed(side, place, expected, actual)
        case _:
            return None
    return cause


def _is_renamed(finding: Finding, place: PlaceFacts) -> bool:
    """Whether a member of the query is there under its name in the API or in another case."""
    if place.location != "the query" or finding.call is None or not finding.call.requests:
        return False
    query = finding.call.requests[0].target.partition("?")[2]
    sent = {pair.partition("=")[0] for pair in query.split("&")}
    due = place.shape.wire_name(place.name)
    names = {due.lower(), place.name.lower()}
    return due not in sent and any(each.lower() in names for each in sent)


def _moved(finding: Finding) -> str:
    """What became of the list that a place of an output is in."""
    call = finding.call
    if call is None or not finding.pointer:
        return ""
    return change_of_list(call.case.output, call.result.output, parse(finding.pointer))


def _of_unknown_value(finding: Finding) -> str:
    """What happened where the reply has a value that an enum of the model does not have."""
    case = finding.call.case if finding.call else None
    if case is None or case.label != _UNKNOWN_VALUE or finding.constraint in ("extra", "type"):
        return ""
    is_there = f"{case.pointer}/".startswith(f"{finding.pointer}/")
    return "values that an enum does not have are not read as they are" if is_there else ""


def _of_parameters(finding: Finding, actual: Any) -> str:
    """What happened where a member of the output has the value of the parameter of its name."""
    case, tokens = finding.call.case if finding.call else None, parse(finding.pointer)
    if case is None or len(tokens) != 1 or empty_kind(actual):
        return ""
    if case.params.get(tokens[0], NOT_THERE) != actual or actual is NOT_THERE:
        return ""
    said = {
        "extra": "members that a reply lacks are read as the parameters of their names",
        "value": "members are read as the parameters of their names",
    }
    return said.get(finding.constraint, "")


def _is_lost(finding: Finding, actual: Any) -> bool:
    """Whether nothing is left of a value: an empty text, or no member at all."""
    return finding.constraint in ("missing", "lost") or actual == ""


def _occasion(finding: Finding) -> str:
    """How the reply travels or is written, where that is all that the call varies."""
    case = finding.call.case if finding.call else None
    if case is None or case.pointer:
        return ""
    of_body = case.family is ClientFamily.OUTPUT and case.label.startswith("body-")
    return varied(finding) if of_body or case.family is ClientFamily.TRANSFER else ""


def _in(place: PlaceFacts) -> str:
    return f" in {place.location}" if place.location else ""


def _lost(finding: Finding, side: _Side, place: PlaceFacts, value: Any) -> ClientCause:
    if other_name(finding.texts.actual) or (side is _SENT and _is_renamed(finding, place)):
        what = f"the client {side.verb} members under other names"
        return ClientCause(what + _in(place))
    if isinstance(value, list) and value_in(finding.texts.actual, place) is not NOT_THERE:
        return _changed(side, place, value, value_in(finding.texts.actual, place))
    if kind := empty_kind(value) if value is not NOT_THERE else "":
        return ClientCause(f"the client drops {side.what} that are empty or false", kind)
    nested = "of nested structures" if place.is_nested else ""
    what = f"members{_in(place)} are not {side.past}"
    return ClientCause(what, nested, place.name)


def _extra(finding: Finding, side: _Side, place: PlaceFacts, value: Any) -> ClientCause:
    case = finding.call.case if finding.call else None
    if side is _READ and case is not None and case.label == "null":
        kind = empty_kind(value) or as_kind(value).removeprefix("as ")
        return ClientCause("null in a reply is read as a value", kind)
    if side is _READ and case is not None and case.label == RECASED:
        return ClientCause("members are read under names in another case of letters")
    kind = empty_kind(value) if value is not NOT_THERE else ""
    if kind:
        absent = (
            "members that were not given are sent" if side is _SENT else "absent members are read"
        )
        return ClientCause(f"{absent} as empty values", kind)
    if side is _SENT and _is_renamed(finding, place):
        return ClientCause(f"the client sends members under other names{_in(place)}")
    absent = (
        "members are sent that were not given"
        if side is _SENT
        else "the output has members that the reply does not have"
    )
    return ClientCause(absent + _in(place), member=place.name)


def _typed(side: _Side, place: PlaceFacts, expected: Any, actual: Any) -> ClientCause:
    if expected is NOT_THERE or actual is NOT_THERE:
        return ClientCause(f"members are {side.past} with another type", member=place.name)
    what = f"the client {side.verb} {kinds_of(place.shape, expected)}{_in(place)}"
    if place.shape.is_timestamp and type(expected) is type(actual):
        return ClientCause(f"{what} in another format")
    return ClientCause(f"{what} {as_kind(actual)}")


def _changed(side: _Side, place: PlaceFacts, expected: Any, actual: Any) -> ClientCause:
    kinds = kinds_of(place.shape, expected)
    if expected is NOT_THERE or actual is NOT_THERE:
        return ClientCause(
            f"members{_in(place)} are {side.past} with another value", member=place.name
        )
    if change := change_of(expected, actual):
        lists = isinstance(expected, list) and isinstance(actual, list)
        detail = lost_elements(expected, actual) if lists else ""
        return ClientCause(f"{kinds}{_in(place)} {change} when they are {side.past}", detail)
    what = f"{kinds}{_in(place)} are {side.past} with another value"
    # One reader, or writer, has all timestamps of a place.
    return ClientCause(what, member="" if place.shape.is_timestamp else place.name)
