"""The JSON report, version 1, as types. ``schemas/report-1.json`` is its JSON Schema."""

from __future__ import annotations

from typing import NotRequired, TypedDict

REPORT_VERSION = 1


class ToolRecord(TypedDict):
    """Which program wrote the report."""

    name: str
    version: str


class TargetRecord(TypedDict):
    """What was under test."""

    kind: str
    address: str
    name: NotRequired[str]


class TallyRecord(TypedDict):
    """How many there are, and how many were exercised."""

    total: int
    exercised: int


class LeftOutRecord(TypedDict):
    """Exchanges that could not be judged for one reason; ``example`` is the first of them."""

    reason: str
    number: int
    example: str


class TrafficStats(TypedDict):
    """How much of recorded traffic was judged. ``tolerated`` counts by the name of the tolerance.

    ``files`` counts recordings, ``problems`` are the lines about files that could not be read.
    """

    files: int
    exchanges: int
    judged: int
    services: int
    not_judged: list[LeftOutRecord]
    tolerated: dict[str, int]
    problems: list[str]


class UnsupportedRecord(TypedDict):
    """What a client has answered that it does not have; members as OPERATION/POINTER."""

    operations: list[str]
    members: list[str]


class StatsRecord(TypedDict):
    """The figures of a run; ``unread`` counts the calls whose answer a client could not read.

    ``unsupported`` is there where a client lacks operations or members.
    """

    requests: int
    operations: int
    operations_reached: int
    operations_available: int
    search_requests: int
    cases: dict[str, int]
    checks: int
    left_out: list[str]
    unread: NotRequired[int]
    traffic: NotRequired[TrafficStats]
    unsupported: NotRequired[UnsupportedRecord]


class OperationRecord(TypedDict):
    """How far one operation came; ``findings`` counts distinct findings, including known ones.

    ``available`` is false where the target has answered that it does not have the operation.
    ``tried`` counts the places that cases have tried, by their kind. ``refusal`` is what the target
    said last where it has accepted nothing. ``services`` are those of which it is an operation, in
    reports of several services (passive, or of traffic).
    """

    name: str
    cases: int
    requests: int
    reached: bool
    available: bool
    reason: str
    findings: int
    tried: NotRequired[dict[str, int]]
    refusal: NotRequired[str]
    services: NotRequired[list[str]]


def called_operation(name: str, findings: int = 0, requests: int = 0) -> OperationRecord:
    """The record of an operation that others have called: no cases of it were planned."""
    return {
        "name": name,
        "cases": 0,
        "requests": requests,
        "reached": True,
        "available": True,
        "reason": "",
        "findings": findings,
    }


class RequestRecord(TypedDict):
    """A request as text."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


class ResponseRecord(TypedDict):
    """A response as text."""

    status: int
    headers: dict[str, str]
    body: str


class ReproduceRecord(TypedDict):
    """Programs that reproduce a finding."""

    curl: str
    python: str


class CauseRecord(TypedDict):
    """What one change to a client would fix, as one finding shows it.

    ``what`` is the same for all findings of a cause, ``detail`` is listed. ``member`` is set where
    nothing shows that other members have the same cause. ``case`` is the kind of the call, where it
    varies the place of the finding.
    """

    what: str
    detail: str
    member: str
    case: str


class LocationRecord(TypedDict):
    """A line of source code.

    ``within`` says what the path starts from: the ``repository``, the folder of installed
    ``packages``, or nothing (``elsewhere``), where it is absolute.
    """

    file: str
    line: int
    within: str


class FindingRecord(TypedDict):
    """One finding with its smallest example.

    ``protocol`` and ``test`` (a pytest node id) are in passive reports only, ``source`` (a file and
    the entry in it) in those of recorded traffic. ``group`` is the id of its group; ``constraint``
    says what is broken. Older reports have neither. ``cause`` is in runs
    against clients only. ``location`` is the line of the code that made the call, or that answered
    it, where it is known.
    """

    id: str
    check: str
    severity: str
    service: str
    protocol: NotRequired[str]
    test: NotRequired[str]
    source: NotRequired[str]
    location: NotRequired[LocationRecord]
    operation: str
    where: str
    constraint: NotRequired[str]
    cause: NotRequired[CauseRecord]
    message: str
    expected: str
    actual: str
    phase: str
    group: NotRequired[str]
    known: bool
    count: int
    request: RequestRecord
    response: ResponseRecord | None
    reproduce: ReproduceRecord


class GroupRecord(TypedDict):
    """Findings that one change would fix.

    ``places`` counts them, ``of`` how many places of their kind were tried; None where that was not
    counted. ``example`` is the id of the finding with the shortest request.
    """

    id: str
    severity: str
    title: str
    check: str
    operations: list[str]
    places: int
    of: int | None
    findings: list[str]
    example: str


class BaselineRecord(TypedDict):
    """What has become of a baseline: its stale and its expired entries, each in a line."""

    stale: list[str]
    expired: list[str]


class ResourceRecord(TypedDict):
    """A kind of resource, and the operations by the part that they have in its life.

    ``operations`` has the keys create, import, create with another, read, update, list, remove and
    use; those without operations are left out.
    """

    name: str
    parent: str | None
    identifiers: list[str]
    single: bool
    operations: dict[str, list[str]]


class LifecycleRecord(TypedDict):
    """The resources of the service; ``reviewed`` is false where they are inferred from names."""

    reviewed: bool
    resources: list[ResourceRecord]


class ShardRecord(TypedDict):
    """Which shards of a run a report is of: ``parts`` of ``of``.

    ``selection`` is a digest of the operations of all shards, ``contract`` one of what the contract
    says of them, ``options`` are others that decide what is sent; shards of one run have the same.
    ``missing`` is there where shards were merged, and not all of them were given.
    """

    of: int
    parts: list[int]
    selection: str
    contract: NotRequired[str]
    options: NotRequired[str]
    missing: NotRequired[list[int]]


class Report(TypedDict):
    """A whole report. Older ones lack what need not be there.

    ``baseline`` is there if one was given, ``lifecycle`` if the contract has resources, ``shard``
    if the run was divided. ``checks`` are the names of all checks of the run.
    """

    version: int
    tool: ToolRecord
    service: str | None
    api_version: str | None
    protocol: NotRequired[str]
    target: TargetRecord
    seed: int
    phases: list[str]
    shard: NotRequired[ShardRecord]
    started: str
    seconds: float
    status: str
    stopped: NotRequired[str]
    fail_on: NotRequired[str]
    checks: NotRequired[list[str]]
    stats: StatsRecord
    coverage: dict[str, TallyRecord]
    operations: list[OperationRecord]
    lifecycle: NotRequired[LifecycleRecord]
    baseline: NotRequired[BaselineRecord]
    groups: NotRequired[list[GroupRecord]]
    findings: list[FindingRecord]
