"""What a group says: what one change would fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from shapeproof.exchange.findings import NOT_AGAIN
from shapeproof.report.document import FindingRecord
from shapeproof.report.groups.answers import GAP, general
from shapeproof.report.groups.faults import VALID, ValidationKind
from shapeproof.report.groups.kinds import Rule
from shapeproof.report.groups.levels import OF_OBJECTS, Cluster, Level
from shapeproof.report.text import shown

MAX_TITLE = 200
_MOST_DETAILS = 5


def title_of(cluster: Cluster, example: FindingRecord) -> str:
    """The title of a group; ``example`` is one of its findings."""
    if cluster.kind.rule is Rule.CAUSE:
        return shown(_cause(cluster), MAX_TITLE)
    write = _WRITERS.get(cluster.kind.check, _other)
    return shown(write(cluster, example), MAX_TITLE)


def _cause(cluster: Cluster) -> str:
    """What a client does, and with what: as many details as there is room for."""
    details = Counter(
        detail
        for each in cluster.findings
        for detail in each["cause"]["detail"].split(", ")
        if detail
    )
    what = f"{_name(cluster.subject)}: " if cluster.subject else ""
    what += cluster.kind.name
    if not details:
        return what
    listed = sorted(details, key=lambda each: (-details[each], each))
    room = MAX_TITLE - len(what) - len(" (, …)")
    said = listed[0]
    for number, each in enumerate(listed[1:], start=1):
        if number >= _MOST_DETAILS or len(said) + len(each) + 2 > room:
            return f"{what} ({said}, …)"
        said += f", {each}"
    return f"{what} ({said})"


def _accepted(cluster: Cluster, example: FindingRecord) -> str:
    fault = cluster.kind.fault
    assert fault is not None
    if cluster.level is Level.SERVICE:
        return f"{_operations(cluster)} {_check(cluster)} {fault.all_unchecked}"
    if cluster.level is Level.OPERATION:
        all_of_them = cluster.of is not None and len(cluster.findings) >= cluster.of
        verb = (
            f"checks no {fault.unchecked}"
            if all_of_them
            else f"leaves {fault.all_unchecked} unchecked"
        )
        return f"{cluster.subject} {verb}"
    return f"{_name(cluster.subject)} is accepted with {_fault_words(fault)}"


def _fault_words(fault: ValidationKind) -> str:
    return _AT_A_MEMBER.get(fault.name, fault.sent)


_AT_A_MEMBER = {
    "required": "no value, though it is required",
    "null": "null, though it is required",
    "type": "a wrong type",
    "enum": "a value outside its enum",
    "length": "a text of a wrong length",
    "range": "a number out of range",
    "count": "a wrong number of elements",
    "pattern": "a text outside its pattern",
    "body": "a malformed body",
}


def _operations(cluster: Cluster) -> str:
    if cluster.weak >= cluster.judged:
        return "no operation"
    return f"{cluster.weak:,} of {cluster.judged:,} operations"


def _check(cluster: Cluster) -> str:
    return "checks" if cluster.weak >= cluster.judged else "do not check"


def _failed(cluster: Cluster, example: FindingRecord) -> str:
    fault, kind = cluster.kind.fault, cluster.kind
    if kind.name == NOT_AGAIN:
        return "the server fails now and then, not when the same request is sent again"
    if kind.detail.startswith("no answer"):
        return f"the server gives {kind.detail}"
    if fault is None:
        what = kind.detail or f"{kind.name} on whole requests"
        return f"{cluster.subject or 'the server'} fails with {what}"
    response = example["response"]
    status = f" (status {response['status']})" if response else ""
    if cluster.level is Level.MEMBER and fault is VALID:
        return f"the server fails{status} on a valid {_name(cluster.subject)}"
    if cluster.level is Level.MEMBER:
        return f"the server fails{status} on {_name(cluster.subject)} with {_fault_words(fault)}"
    return f"{cluster.subject or 'the server'} fails{status} on {fault.sent}"


def _name(subject: str) -> str:
    return subject if " " in subject or not subject else f"'{subject}'"


def _unreached(cluster: Cluster, example: FindingRecord) -> str:
    return f"no valid request is accepted: {cluster.kind.detail}"


def _refused(cluster: Cluster, example: FindingRecord) -> str:
    return f"valid requests are refused: {cluster.kind.detail}"


def _wrongly_refused(cluster: Cluster, example: FindingRecord) -> str:
    if cluster.kind.name == "silent":
        return "error messages do not name the wrong member"
    if cluster.kind.name == "took effect":
        return f"{_subject(cluster)}refused requests have an effect"
    return f"faults are refused for another reason: {cluster.kind.detail}"


def _missing(cluster: Cluster, example: FindingRecord) -> str:
    said = f"what was never created is answered with {cluster.kind.detail}"
    return f"{_subject(cluster)}{said}"


def _header(cluster: Cluster, example: FindingRecord) -> str:
    if cluster.kind.name in ("success", "error") and cluster.kind.check == "content_type":
        what = "successes" if cluster.kind.name == "success" else "errors"
        media_type = example["actual"].partition(";")[0]
        if media_type in ("", "none"):
            return f"{what} have no content type"
        return f"{what} have the content type {media_type}, not {example['expected']}"
    actual = example["actual"]
    return (
        f"{example['message']}, got {actual}" if actual not in ("", "none") else example["message"]
    )


def _unknown_path(cluster: Cluster, example: FindingRecord) -> str:
    return "paths or methods of no operation are answered with success"


def _place(cluster: Cluster, example: FindingRecord) -> str:
    if cluster.kind.name == "timestamp":
        return f"timestamps are in a wrong form: {cluster.kind.detail}"
    return _other(cluster, example)


def _other(cluster: Cluster, example: FindingRecord) -> str:
    message = example["message"]
    if len(cluster.findings) > 1 and GAP not in general(message):
        message = general(message)
    if cluster.level is Level.MEMBER:
        side = "errors: " if example["where"].startswith("error") else ""
        return f"{side}{_name(cluster.subject)}: {message}"
    if cluster.level is Level.OPERATION and cluster.kind.name in OF_OBJECTS:
        return f"{_subject(cluster)}{len(cluster.findings)} {OF_OBJECTS[cluster.kind.name]}"
    return f"{_subject(cluster)}{message}"


def _subject(cluster: Cluster) -> str:
    return f"{cluster.subject}: " if cluster.subject else ""


_WRITERS: Mapping[str, Callable[[Cluster, FindingRecord], str]] = {
    "accepts_invalid": _accepted,
    "server_error": _failed,
    "not_reached": _unreached,
    "rejects_valid": _refused,
    "wrong_rejection": _wrongly_refused,
    "not_found": _missing,
    "content_type": _header,
    "status": _header,
    "unknown_path": _unknown_path,
    "response_schema": _place,
    "error_shape": _place,
}
