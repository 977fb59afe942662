"""The verdict on a run in words: how it ended, how much of it was reached, and what to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from shapeproof.exchange import Severity
from shapeproof.report.advice import advice
from shapeproof.report.document import FindingRecord, Report, UnsupportedRecord
from shapeproof.report.groups.answers import cause_of
from shapeproof.report.shards import missing_line
from shapeproof.report.summary import FINDINGS, INCOMPLETE, available, nothing_checked
from shapeproof.report.text import counted

ROOM = 300
"""Characters of a line with names; those for which there is no room are counted."""

_AS_FAR = "conforms as far as reached"
COVERAGE_WORDS = {
    "operations": "operations",
    "members": "members",
    "enum_values": "enum values",
    "faults": "faults",
    "errors": "errors",
}
"""The kinds of contract coverage in words."""


def verdict(report: Report) -> str:
    """The last line: how it ended, what was found and how much was done."""
    ending = _outcome(report)
    how_far = f": {reached_of(report)}" if ending == _AS_FAR else f"; {_how_far(report)}"
    return f"{ending}{how_far}, {_done(report)}"


def _done(report: Report) -> str:
    if "traffic" in report["stats"] or is_of_tests(report):
        return f"{report['seconds']:.1f} s"
    return f"{counted(report['stats']['requests'], 'request')}, {report['seconds']:.1f} s"


def _outcome(report: Report) -> str:
    findings = report["findings"]
    if nothing_checked(report):
        return "nothing could be checked"
    if report["status"] in (FINDINGS, INCOMPLETE):
        return f"{report['status']}: {severities(findings)}"
    if findings:
        known = [each for each in findings if each["known"]]
        if len(known) == len(findings):
            return f"no new findings ({len(known):,} known)"
        return f"passes: {severities(findings)}, none that fails the run"
    all_reached = report["stats"]["operations_reached"] >= available(report["stats"])
    return "conforms: no findings" if all_reached else _AS_FAR


def opening(report: Report) -> Iterator[str]:
    """The first lines: how it ended and for how many root causes, and how much was reached."""
    groups = report.get("groups", [])
    outcome = _outcome(report)
    told = outcome.startswith((FINDINGS, INCOMPLETE)) and groups
    yield outcome + (f" in {counted(len(groups), 'root cause')}" if told else "")
    yield f"{_how_far(report)}, {_done(report)}"


def _how_far(report: Report) -> str:
    """How much was reached, or judged of what was recorded."""
    traffic = report["stats"].get("traffic")
    if is_of_tests(report):
        stats = report["stats"]
        calls = counted(stats["requests"], "call")
        return f"{calls} of {counted(stats['operations'], 'operation')} checked"
    if traffic is None:
        return f"{reached_of(report)} reached"
    judged = f"{traffic['judged']:,} of {counted(traffic['exchanges'], 'exchange')} judged"
    operations = counted(report["stats"]["operations"], "operation")
    return f"{judged}, of {counted(traffic['services'], 'service')} and {operations}"


def is_of_tests(report: Report) -> bool:
    """Whether a report is of the calls that tests made: they have not searched for operations."""
    return report["target"]["kind"] == "pytest"


def reached_of(report: Report) -> str:
    """How many of the operations that the target has were reached."""
    stats = report["stats"]
    return f"{stats['operations_reached']:,} of {counted(available(stats), 'operation')}"


def severities(findings: Iterable[FindingRecord]) -> str:
    """How many findings there are of each severity, and how many of them are known."""
    all_of_them = list(findings)
    if not all_of_them:
        return "no findings"
    counts = {
        each: sum(finding["severity"] == each.label for finding in all_of_them)
        for each in sorted(Severity, reverse=True)
    }
    text = ", ".join(counted(count, each.label) for each, count in counts.items() if count)
    known = sum(each["known"] for each in all_of_them)
    return f"{text} ({known:,} known)" if known else text


def operation_of(finding: FindingRecord) -> str:
    """The operation, with its service if the report has several (passive, or of traffic)."""
    operation, has_several = finding["operation"], "test" in finding or "source" in finding
    return f"{finding['service']}.{operation}" if has_several else operation


def next_step(finding: FindingRecord) -> str:
    """What shows more of the first root cause in a client; empty for other targets."""
    if "cause" not in finding:
        return ""
    alone = f"--operation {finding['operation']} --verbose"
    return f"next: {alone} shows each call; --report json=PATH has a program for each"


def coverage_line(report: Report) -> str:
    """How much of the contract was exercised; empty if nothing was counted."""
    return ", ".join(
        f"{COVERAGE_WORDS.get(kind, kind)} {tally['exercised']:,}/{tally['total']:,}"
        for kind, tally in report["coverage"].items()
        if tally["total"]
    )


def heading(report: Report) -> str:
    """What was tested, in which protocol, where, and with which seed."""
    tool, target = report["tool"], report["target"]
    protocol = report.get("protocol", "")
    parts = (
        f"{tool['name']} {tool['version']}",
        " ".join(filter(None, (report["service"], report["api_version"], protocol))),
        _named(target["kind"], target["address"], target.get("name", "")),
        f"seed {report['seed']}" if report["service"] else "",
    )
    return " · ".join(filter(None, parts))


def _named(kind: str, address: str, name: str) -> str:
    """A target; an address may begin with its kind."""
    has_kind = address.startswith((f"{kind} ", f"{kind}'s "))
    said = address if has_kind else f"{kind} {address}".strip()
    return f"@{name} ({said})" if name else said


def reach_lines(report: Report, room: int | None = ROOM) -> Iterator[str]:
    """What limits the verdict: what was not available, reached, finished, or run at all.

    Names stop where a line would have more than ``room`` characters; None: they do not.
    """
    yield from unreached_lines(report, room)
    yield from limit_lines(report, room)


def unreached_lines(report: Report, room: int | None = ROOM) -> Iterator[str]:
    """Which operations were not available or not reached."""
    operations = report["operations"]
    lacking = [each["name"] for each in operations if not each.get("available", True)]
    unsupported = report["stats"].get("unsupported")
    if unsupported:
        yield from _unsupported(unsupported, room)
        yield OWN_MODEL
    elif lacking:
        how_many = counted(len(lacking), "operation")
        yield names(f"the target does not have {how_many}: ", lacking, room)
        if nothing_checked(report):
            answers = Counter(each["reason"] for each in operations if each["name"] in lacking)
            answer, number = answers.most_common(1)[0]
            yield f"most frequent reason, {number:,} times: {answer}"
    unreached = [each for each in operations if not each["reached"] and each["name"] not in lacking]
    reasons = Counter(cause_of(each["reason"]) for each in unreached if each["reason"])
    if reasons:
        # The first of those that are as frequent: operations are in a stable order.
        cause, number = reasons.most_common(1)[0]
        often = f"; {number:,} of them" if number < len(unreached) else ""
        yield f"not reached: {counted(len(unreached), 'operation')}{often}: {cause}"


def limit_lines(report: Report, room: int | None = ROOM) -> Iterator[str]:
    """What else limits the verdict: what to try, what was not judged, run or finished."""
    operations = report["operations"]
    if nothing_checked(report):
        yield from (f"try: {each}" for each in advice(each["reason"] for each in operations))
    yield from _traffic_lines(report, room)
    idle = [each for each in report["phases"] if report["stats"]["cases"].get(each) == 0]
    if idle:
        yield f"no case was run in: {', '.join(idle)}"
    yield from filter(None, (left_out_line(report, room), missing_line(report)))


_MOST_REASONS = 6


def _traffic_lines(report: Report, room: int | None) -> Iterator[str]:
    """What of recorded traffic was not judged, and what was tolerated."""
    traffic = report["stats"].get("traffic")
    if traffic is None:
        return
    reasons = traffic["not_judged"] if room is None else traffic["not_judged"][:_MOST_REASONS]
    for each in reasons:
        yield (
            f"not judged: {counted(each['number'], 'exchange')}: {each['reason']}; the first is "
            + each["example"]
        )
    more = len(traffic["not_judged"]) - len(reasons)
    yield from [f"not judged: {counted(more, 'more reason')}: --verbose shows them"] if more else []
    told = [f"{name} {number:,}" for name, number in sorted(traffic["tolerated"].items())]
    yield from [f"tolerated: {', '.join(told)}"] if told else []


def left_out_line(report: Report, room: int | None = ROOM) -> str:
    """That the run stopped early, and which operations were left out; empty for a whole run."""
    left_out = report["stats"]["left_out"]
    stopped = report.get("stopped", "")
    early = f"stopped early ({stopped})" if stopped else ""
    if not left_out:
        return early
    number = counted(len(left_out), "operation")
    opening = f"{early}; " if early else ""
    return names(f"{opening}not finished: {number}: ", left_out, room)


def ending_lines(report: Report) -> Iterator[str]:
    """Why a run is incomplete, without names; nothing for a whole run."""
    stopped, left_out = report.get("stopped", ""), report["stats"]["left_out"]
    early = f"stopped early ({stopped})" if stopped else ""
    unfinished = f"{counted(len(left_out), 'operation')} not finished" if left_out else ""
    yield from filter(None, ("; ".join(filter(None, (early, unfinished))), missing_line(report)))


def baseline_lines(report: Report, room: int | None = ROOM) -> Iterator[str]:
    """Which entries of the baseline are stale or have expired."""
    for kind, entries in report.get("baseline", {}).items():
        if isinstance(entries, list) and entries:
            noun = "entry" if len(entries) == 1 else "entries"
            yield names(f"baseline: {len(entries):,} {kind} {noun}: ", entries, room, "; ")


def update_line(report: Report) -> str:
    """What ``--update-baseline`` writes, and what it removes."""
    stale = len(report.get("baseline", {}).get("stale", []))
    removed = f", {stale:,} stale {'entry' if stale == 1 else 'entries'} removed" if stale else ""
    found = counted(len(report["findings"]), "finding")
    return f"baseline: {found} of this run written{removed}"


OWN_MODEL = "what it lacks of replies is a finding; --contract PATH checks it by its own model"
"""What to do about a client that was made from another model: of a reply it cannot say so."""


def _unsupported(unsupported: UnsupportedRecord, room: int | None) -> Iterator[str]:
    """How much of the contract a client does not have, and what."""
    both = [(unsupported["operations"], "operation"), (unsupported["members"], "member")]
    for listed, noun in both:
        if listed:
            how_many = counted(len(listed), noun)
            yield names(f"the client does not have {how_many}: ", listed, room)


def names(opening: str, listed: Sequence[str], room: int | None, mark: str = ", ") -> str:
    """The first names, at least one, as many as there is room for, and how many more there are."""
    whole = opening + mark.join(listed)
    if room is None or len(whole) <= room:
        return whole
    shown = list(listed[:1])
    for each in listed[1:]:
        more = len(listed) - len(shown) - 1
        tail = len(f" … and {more:,} more") if more else 0
        line = len(opening) + len(mark.join((*shown, each))) + tail
        if line > room:
            break
        shown.append(each)
    rest = len(listed) - len(shown)
    return opening + mark.join(shown) + (f" … and {rest:,} more" if rest else "")
