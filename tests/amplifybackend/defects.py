"""A catalogue of planted defects: what authors of AmplifyBackend mocks get wrong.

Each defect wraps any conforming WSGI application without looking inside it. It changes requests
on their way in, answers on their way out, or answers by itself; a few keep a memory of their own.
A tester is measured by how many of them it finds, and by what it says of them: `Defect.hint`
names the member or the constraint that a finding must mention.
"""

from __future__ import annotations

import copy
import html
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, unquote_to_bytes

from werkzeug.test import run_wsgi_app

from .reference import (
    ROUTES,
    Environ,
    Json,
    Reply,
    Route,
    WsgiApp,
    decode_label,
    raw_path,
    read_body,
    required_of_response,
    split_path,
)

FAMILIES: tuple[str, ...] = (
    "accepts_invalid",
    "rejects_valid",
    "wrong_rejection",
    "server_error",
    "status",
    "response_schema",
    "content_type",
    "malformed_json",
    "error_shape",
    "request_id",
    "echo",
    "read_back",
    "unknown_path",
    "not_found",
)
UNREADABLE: Any = object()
NOWHERE = "?"
"""Stands for the requests that belong to no operation, in a `Plan`."""

# --- The middleware ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """One request on its way to the application."""

    app: WsgiApp
    environ: Environ
    operation: str
    labels: Mapping[str, str]
    body: bytes
    memory: dict[Any, Any]

    @property
    def document(self) -> Json:
        """The body as JSON, `UNREADABLE` where it is none; an empty body is an empty object."""
        try:
            return json.loads(self.body) if self.body else {}
        except (ValueError, RecursionError):
            return UNREADABLE

    @property
    def members(self) -> dict[str, Json]:
        """The body's members, none where it is no object."""
        return self.document if isinstance(self.document, dict) else {}

    @property
    def names(self) -> dict[str, Json]:
        """Everything the request says: its labels and its members."""
        return {**self.members, **self.labels}

    def forward(
        self,
        document: Json = UNREADABLE,
        labels: Mapping[str, str] | None = None,
        as_operation: str | None = None,
    ) -> Reply:
        """Ask the application, with another body, other labels or another operation."""
        body = self.body if document is UNREADABLE else json.dumps(document).encode()
        environ = {**self.environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        if labels is not None or as_operation is not None:
            route = ROUTE_OF[as_operation or self.operation]
            readdress(environ, route, self.labels if labels is None else labels)
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        return Reply(int(status.split()[0]), list(headers), b"".join(chunks))


Behaviour = Callable[[Call], Reply]
Plan = Mapping[str, Behaviour]
Edit = Callable[[dict[str, Json]], bool]
Test = Callable[[Call], bool]
ROUTE_OF: dict[str, Route] = {route.operation: route for route in ROUTES}


def readdress(environ: Environ, route: Route, labels: Mapping[str, str]) -> None:
    """Point a request at an operation with these labels."""
    segments = [
        quote(labels[part[1:-1]], safe="", errors="replace") if part.startswith("{") else part
        for part in route.segments
    ]
    path = "/" + "/".join(segments)
    environ["REQUEST_METHOD"] = route.method
    environ["RAW_URI"] = environ["REQUEST_URI"] = path
    environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")


def find_call(app: WsgiApp, environ: Environ, memory: dict[Any, Any]) -> Call:
    """Read a request and find the operation it is for."""
    segments = split_path(raw_path(environ))
    for route in ROUTES:
        labels = route.match(environ["REQUEST_METHOD"], segments)
        if labels is not None:
            return Call(app, environ, route.operation, labels, b"", memory)
    return Call(app, environ, NOWHERE, {}, b"", memory)


@dataclass(frozen=True)
class Middleware:
    """An application with a defect: requests outside the plan pass untouched."""

    app: WsgiApp
    plan: Plan
    memory: dict[Any, Any] = field(default_factory=dict)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        call = find_call(self.app, environ, self.memory)
        if call.operation not in self.plan:
            return self.app(environ, start_response)
        body = read_body(environ)
        kept = {name: value for name, value in environ.items() if name != "wsgi.input_terminated"}
        kept |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        reply = self.plan[call.operation](replace(call, environ=kept, body=body))
        headers = [item for item in reply.headers if item[0].lower() != "content-length"]
        sent = b"" if reply.status == 204 else reply.body
        headers += [] if reply.status == 204 else [("Content-Length", str(len(sent)))]
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
        return [sent]


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong: `wrap` plants it into a conforming application."""

    name: str
    operation: str
    family: str
    hint: str
    wrap: Callable[[WsgiApp], WsgiApp]


# --- Answers -----------------------------------------------------------------------------------


def header(reply: Reply, name: str, value: str | None) -> Reply:
    """Set a header of an answer, or take it away."""
    headers = [item for item in reply.headers if item[0].lower() != name.lower()]
    return replace(reply, headers=headers + ([] if value is None else [(name, value)]))


def written(reply: Reply, document: Json) -> Reply:
    """Put another JSON document into an answer."""
    return replace(reply, body=json.dumps(document).encode())


def parsed(reply: Reply) -> dict[str, Json]:
    """Read an answer's JSON object; an empty one where it is something else."""
    try:
        document = json.loads(reply.body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def failure(name: str, status: int, message: str = "The request failed") -> Reply:
    """Make an error in the protocol's form."""
    headers = [("Content-Type", "application/json"), ("x-amzn-errortype", name)]
    members = {"message": message}
    if name == "NotFoundException":
        members["resourceType"] = "Resource"
    return Reply(status, headers, json.dumps(members).encode())


def success(document: Json) -> Reply:
    """Make a success in the protocol's form."""
    headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", "planted")]
    return Reply(200, headers, json.dumps(document).encode())


BAD = failure("BadRequestException", 400)
MISSING = failure("NotFoundException", 404)
CRASH = Reply(
    500,
    [("Content-Type", "text/html")],
    b"<!doctype html><title>500 Internal Server Error</title><h1>Internal Server Error</h1>",
)
PLAUSIBLE: dict[str, Json] = {
    "buckets": [],
    "challengeCode": "challenge",
    "isSuccess": True,
    "jobId": "job-planted",
    "sessionId": "session-planted",
    "status": "COMPLETED",
    "ttl": "600",
}


def plausible(call: Call, extra: Mapping[str, Json]) -> Reply:
    """Make a success that looks right, from what the request says."""
    required = required_of_response(call.operation)
    members = {name: call.names.get(name, PLAUSIBLE.get(name, "planted")) for name in required}
    return success({**members, **extra})


# --- Places in documents -----------------------------------------------------------------------


def inner(value: Json, step: str) -> Iterator[tuple[Any, Any]]:
    """Take one step into a value: a member's name, an index, or ``*`` for every element."""
    if isinstance(value, list) and step == "*":
        yield from ((value, index) for index in range(len(value)))
    elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
        yield value, int(step)
    elif isinstance(value, dict) and step != "*":
        yield value, step


def slots(document: Json, path: str) -> list[tuple[Any, Any]]:
    """Find the places at a dotted path: (container, key), the key perhaps not there."""
    steps = path.split(".")
    layer = [document]
    for step in steps[:-1]:
        layer = [
            box[key]
            for value in layer
            for box, key in inner(value, step)
            if not isinstance(box, dict) or key in box
        ]
    return [slot for value in layer for slot in inner(value, steps[-1])]


def values(document: Json, path: str) -> list[Json]:
    """Find the values at a path."""
    places = slots(document, path)
    return [box[key] for box, key in places if not isinstance(box, dict) or key in box]


def change(path: str, function: Callable[[Json], Json]) -> Edit:
    """Make an edit that changes the values that are there; None takes a member away."""

    def edit(document: dict[str, Json]) -> bool:
        changed = False
        for box, key in slots(document, path):
            if isinstance(box, dict) and key not in box:
                continue
            new = function(box[key])
            if new is None and isinstance(box, dict):
                del box[key]
                changed = True
            elif type(new) is not type(box[key]) or new != box[key]:
                box[key] = new
                changed = True
        return changed

    return edit


def put(path: str, value: Json, when: str = "always") -> Edit:
    """Make an edit that sets a member: always, or only where it is absent, or null."""

    def edit(document: dict[str, Json]) -> bool:
        changed = False
        for box, key in slots(document, path):
            absent = isinstance(box, dict) and key not in box
            state = "absent" if absent else "null" if box[key] is None else "there"
            if when in ("always", state) or (when == "none" and state != "there"):
                box[key] = value
                changed = True
        return changed

    return edit


def drop(path: str) -> Edit:
    """Make an edit that takes a member away."""
    return change(path, lambda _: None)


def rename(path: str, name: str) -> Edit:
    """Make an edit that gives a member another name."""

    def edit(document: dict[str, Json]) -> bool:
        places = [(box, key) for box, key in slots(document, path) if key in box]
        for box, key in places:
            box[name] = box.pop(key)
        return bool(places)

    return edit


def drop_from(path: str, wrong: Callable[[Json], bool]) -> Edit:
    """Make an edit that takes a member away where its value is a wrong one."""
    return change(path, lambda value: None if wrong(value) else value)


# --- Values ------------------------------------------------------------------------------------


def in_enum(*legal: str) -> Callable[[Json], Json]:
    """Make a function that turns a string outside an enum into its first value."""
    return lambda value: legal[0] if isinstance(value, str) and value not in legal else value


def text(function: Callable[[str], str]) -> Callable[[Json], Json]:
    """Make a function that changes strings only."""
    return lambda value: function(value) if isinstance(value, str) else value


def listed(function: Callable[[list[Json]], Json]) -> Callable[[Json], Json]:
    """Make a function that changes lists only."""
    return lambda value: function(value) if isinstance(value, list) else value


def number(function: Callable[[float], Json]) -> Callable[[Json], Json]:
    """Make a function that changes numbers only."""
    return lambda value: function(value) if is_number(value) else value


def is_number(value: Json) -> bool:
    """Whether a value is a JSON number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def cut(length: int) -> Callable[[Json], Json]:
    """Make a function that cuts strings."""
    return text(lambda value: value[:length])


def to_text(value: Json) -> Json:
    """Turn a number or a boolean into a string."""
    return json.dumps(value) if is_number(value) or isinstance(value, bool) else value


def to_boolean(value: Json) -> Json:
    """Turn any string into a boolean, as ``bool("false")`` does not."""
    return value.strip().lower() == "true" if isinstance(value, str) else value


def to_number(value: Json) -> Json:
    """Turn any string into a number."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return 8


def without_nulls(value: Json) -> Json:
    """A list without its nulls."""
    return [each for each in value if each is not None] if isinstance(value, list) else value


def unique(items: list[Json]) -> list[Json]:
    """Drop the repeats of a list."""
    return [item for index, item in enumerate(items) if item not in items[:index]]


def ordered(items: list[Json]) -> list[Json]:
    """Sort a list by how its elements are written."""
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def no_astral(value: str) -> str:
    """Put U+FFFD for what a three-byte UTF-8 cannot hold."""
    return "".join(char if ord(char) < 0x10000 else "\ufffd" for char in value)


# --- Tests of requests -------------------------------------------------------------------------


def holds(path: str, test: Callable[[Json], bool] = lambda _: True) -> Test:
    """Make a test: some value at the path satisfies another test."""
    return lambda call: any(test(value) for value in values(call.document, path))


def is_(*wanted: Json) -> Callable[[Json], bool]:
    """Make a test: the value is one of these, of the same type."""
    return lambda value: any(type(value) is type(one) and value == one for one in wanted)


def is_text(value: Json) -> bool:
    """Whether a value is a string."""
    return isinstance(value, str)


def each(*wanted: str) -> Callable[[Json], bool]:
    """Make a test: the value is a list of nothing but these."""
    return lambda value: isinstance(value, list) and all(item in wanted for item in value)


def well_typed(value: Json) -> bool:
    """Whether a value is an API's way to authorize, as far as the eye can see."""
    return isinstance(value, dict) and value.get("mode", MODES[0]) in MODES


def matching(pattern: str) -> Callable[[Json], bool]:
    """Make a test: the value is a string in which a pattern is found."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(compiled.search(value))


def longer(length: int) -> Callable[[Json], bool]:
    """Make a test: the value is a string of more characters."""
    return lambda value: isinstance(value, str) and len(value) > length


def repeats(value: Json) -> bool:
    """Whether a list holds something twice."""
    return isinstance(value, list) and len(unique(value)) < len(value)


def not_a(*types: type) -> Callable[[Json], bool]:
    """Make a test: the value is present, not null, and of none of these types."""
    return lambda value: value is not None and not isinstance(value, types)


def all_of(*tests: Test) -> Test:
    """Make a test: all of these hold."""
    return lambda call: all(test(call) for test in tests)


def lacks(path: str, null_too: bool = True) -> Test:
    """Make a test: the container is there, the member is not (or is null)."""

    def test(call: Call) -> bool:
        return any(
            isinstance(box, dict) and (key not in box or (null_too and box[key] is None))
            for box, key in slots(call.document, path)
        )

    return test


def stranger(path: str, *known: str) -> Test:
    """Make a test: the object at the path (or the body) has a member that is not known."""

    def test(call: Call) -> bool:
        boxes = values(call.document, path) if path else [call.document]
        return any(isinstance(box, dict) and set(box) - set(known) for box in boxes)

    return test


def label(test: Callable[[Json], bool], name: str | None = None) -> Test:
    """Make a test: some label of the path satisfies another test."""
    return lambda call: any(
        test(value) for key, value in call.labels.items() if name in (None, key)
    )


def unreadable(call: Call) -> bool:
    """Whether the body is not JSON."""
    return call.document is UNREADABLE


def not_an_object(call: Call) -> bool:
    """Whether the body is JSON, but no object."""
    return call.document is not UNREADABLE and not isinstance(call.document, dict)


def deeper(depth: int) -> Test:
    """Make a test: the body opens more brackets than this within each other."""

    def test(call: Call) -> bool:
        level = deepest = 0
        for byte in re.sub(rb'"(\\.|[^"\\])*"', b"", call.body):
            level += (byte in b"[{") - (byte in b"]}")
            deepest = max(deepest, level)
        return deepest > depth

    return test


def duplicate_keys(call: Call) -> bool:
    """Whether an object of the body repeats a key."""
    pairs: list[list[str]] = []

    def keep(found: list[tuple[str, Json]]) -> dict[str, Json]:
        pairs.append([key for key, _ in found])
        return dict(found)

    try:
        json.loads(call.body or b"{}", object_pairs_hook=keep)
    except (ValueError, RecursionError):
        return False
    return any(len(set(keys)) < len(keys) for keys in pairs)


def other_media_type(call: Call) -> bool:
    """Whether a body comes with another media type than JSON."""
    return bool(call.body) and "json" not in call.environ.get("CONTENT_TYPE", "")


# --- Behaviours --------------------------------------------------------------------------------


def takes(*edits: Edit) -> Behaviour:
    """Change the request on its way in."""

    def behave(call: Call) -> Reply:
        document = copy.deepcopy(call.document) if not unreadable(call) else None
        if isinstance(document, dict) and sum(edit(document) for edit in edits):
            return call.forward(document)
        return call.forward()

    return behave


def takes_as(when: Test, document: Json) -> Behaviour:
    """Put another body in the place of some bodies."""
    return lambda call: call.forward(document) if when(call) else call.forward()


def changed(path: str, function: Callable[[Json], Json]) -> Behaviour:
    """Change the values at a place of the request."""
    return takes(change(path, function))


def given(path: str, value: Json, when: str = "always") -> Behaviour:
    """Set a member of the request."""
    return takes(put(path, value, when))


def purged(path: str, wrong: Callable[[Json], bool]) -> Behaviour:
    """Take a member out of the request where its value is a wrong one."""
    return takes(drop_from(path, wrong))


def refuses(when: Test, reply: Reply = BAD) -> Behaviour:
    """Answer some requests with an error, without asking the application."""
    return lambda call: reply if when(call) else call.forward()


def refuses_if(path: str, test: Callable[[Json], bool] = lambda _: True) -> Behaviour:
    """Answer some values at a place of the request with an error."""
    return refuses(holds(path, test))


def alters(*edits: Edit) -> Behaviour:
    """Change the document of a success."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        document = parsed(reply)
        if reply.status == 200 and sum(edit(document) for edit in edits):
            return written(reply, document)
        return reply

    return behave


def altered(path: str, function: Callable[[Json], Json]) -> Behaviour:
    """Change the values at a place of a success."""
    return alters(change(path, function))


def says(path: str, value: Json) -> Behaviour:
    """Set a member of a success."""
    return alters(put(path, value))


def withheld(path: str, wrong: Callable[[Json], bool]) -> Behaviour:
    """Take a member out of a success where its value is a certain one."""
    return alters(drop_from(path, wrong))


def turns(on: Callable[[Reply], Reply], status: int = 200, when: Test | None = None) -> Behaviour:
    """Change the answers of a status, or all errors where the status is 0."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        met = reply.status == status or (status == 0 and reply.status >= 400)
        return on(reply) if met and (when is None or when(call)) else reply

    return behave


def misjudges(when: Test, reply: Reply, status: int = 400) -> Behaviour:
    """Refuse for the right reason with the wrong error."""
    return turns(lambda _: reply, status, when)


def pretends(
    members: Mapping[str, Json] | None = None, status: int = 404, when: Test = lambda _: True
) -> Behaviour:
    """Answer a plausible success where the application refuses."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        return plausible(call, members or {}) if reply.status == status and when(call) else reply

    return behave


def keeps(reader: str, when: Test = lambda _: True) -> Behaviour:
    """Say that something is removed, but leave it where a read still finds it."""

    def behave(call: Call) -> Reply:
        there = when(call) and call.forward(as_operation=reader).status == 200
        return plausible(call, {}) if there else call.forward()

    return behave


def made_again(call: Call) -> Reply:
    """Take the same creation twice."""
    reply = call.forward()
    key = (tuple(call.labels.items()), call.body)
    if reply.status == 200:
        call.memory[key] = reply
    return call.memory.get(key, reply) if reply.status == 400 else reply


def forms_in_paths(call: Call) -> Reply:
    """Read a plus that is not escaped as a blank, as in a form."""
    read = unquote_plus if "+" in raw_path(call.environ) else unquote
    segments = split_path(raw_path(call.environ))
    names = ROUTE_OF[call.operation].segments
    labels = {
        name[1:-1]: read(given)
        for name, given in zip(names, segments, strict=True)
        if name.startswith("{")
    }
    return call.forward(labels=labels)


def relabels(function: Callable[[str], str]) -> Behaviour:
    """Misread the labels of the path."""

    def behave(call: Call) -> Reply:
        labels = {name: function(value) or value for name, value in call.labels.items()}
        return call.forward(labels=labels) if labels != call.labels else call.forward()

    return behave


def echoes(name: str, function: Callable[[str], str]) -> Behaviour:
    """Change an identifier of the request in the answer, or add it there."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        given = call.names.get(name)
        if reply.status != 200 or not isinstance(given, str):
            return reply
        return written(reply, {**parsed(reply), name: function(given)})

    return behave


def remembers(call: Call) -> Reply:
    """Remember the name of the resource that an environment was given last."""
    reply = call.forward()
    if reply.status == 200:
        names = call.names
        call.memory[names["appId"], names["backendEnvironmentName"]] = names["resourceName"]
    return reply


def guesses(state: str) -> Behaviour:
    """Take the environment's last resource where the request names none."""

    def behave(call: Call) -> Reply:
        known = call.memory.get((call.labels["appId"], call.labels["backendEnvironmentName"]))
        guess = put("resourceName", known, when=state)
        return takes(guess)(call) if known is not None else call.forward()

    return behave


def corrects_json(call: Call) -> Reply:
    """Take JSON that ends too early or has a comma too many."""
    if not unreadable(call):
        return call.forward()
    raw = re.sub(r",\s*([}\]])", r"\1", call.body.decode("utf-8", "replace").rstrip(", \n"))
    for ending in ("", "}", "}}", '"}', '"}}', "null}"):
        try:
            return call.forward(json.loads(raw + ending))
        except ValueError:
            continue
    return call.forward()


def half_done(*kept: str) -> Behaviour:
    """Refuse a request, but do a part of it all the same."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        if reply.status == 400:
            part = copy.deepcopy(call.members)
            for path in kept:
                drop(path)(part)
            call.forward(part)
        return reply

    return behave


def first_seen(*names: str) -> Behaviour:
    """Answer a read as it was answered the first time, while there is something to read."""

    def behave(call: Call) -> Reply:
        key = tuple(str(call.names.get(name)) for name in names)
        reply = call.forward()
        return call.memory.setdefault(key, reply) if reply.status == 200 else reply

    return behave


def last_seen(*names: str) -> Behaviour:
    """Answer a read of what is gone as it was answered before."""

    def behave(call: Call) -> Reply:
        key = tuple(str(call.names.get(name)) for name in names)
        reply = call.forward()
        if reply.status == 200:
            call.memory[key] = reply
        return call.memory.get(key, reply) if reply.status == 404 else reply

    return behave


def notes(kind: str, name: str) -> Behaviour:
    """Keep what a success or its request says under a name."""

    def behave(call: Call) -> Reply:
        reply = call.forward()
        if reply.status == 200:
            said = {**call.names, **parsed(reply)}.get(name)
            call.memory.setdefault(kind, set()).add((call.names.get("appId"), said))
        return reply

    return behave


def loses(kind: str, name: str) -> Behaviour:
    """Not find what was noted."""

    def behave(call: Call) -> Reply:
        key = (call.names.get("appId"), call.names.get(name))
        return MISSING if key in call.memory.get(kind, set()) else call.forward()

    return behave


def unlists(call: Call) -> Reply:
    """Leave the noted jobs out of a listing."""
    lost = {job for _, job in call.memory.get("jobs", set())}
    keep = listed(lambda jobs: [job for job in jobs if job.get("jobId") not in lost])
    return alters(change("jobs", keep))(call)


def repeats_job(call: Call) -> Reply:
    """Begin a page with the last job of the page before."""
    reply = call.forward()
    document = parsed(reply)
    if reply.status != 200 or not document.get("jobs"):
        return reply
    before = call.memory.get("last")
    call.memory["last"] = document["jobs"][-1]
    if call.members.get("nextToken") and before:
        return written(reply, {**document, "jobs": [before, *document["jobs"]]})
    return reply


def loses_last_job(call: Call) -> Reply:
    """Leave out the last job of the last page, where there are more."""
    reply = call.forward()
    document = parsed(reply)
    if document.get("nextToken") or len(document.get("jobs", ())) < 2:
        return reply
    return written(reply, {**document, "jobs": document["jobs"][:-1]})


def endless(call: Call) -> Reply:
    """Give a token with every page, the last one too."""
    again = call.members.get("nextToken") == "more"
    reply = call.forward({**call.members, "nextToken": None}) if again else call.forward()
    document = parsed(reply)
    if reply.status == 200 and not document.get("nextToken"):
        return written(reply, {**document, "nextToken": "more"})
    return reply


def numbered_clone(call: Call) -> Reply:
    """Invent the name of a clone where none is given."""
    numbers = call.memory.setdefault("numbers", count(1))
    return takes(put("targetEnvironmentName", f"clone-{next(numbers)}", when="none"))(call)


def reads_like(operation: str, method: str = "", tail: str = "") -> Behaviour:
    """Answer a request that belongs nowhere as if it were for an operation.

    `method` is the one it comes with; `tail` a pattern for what stands behind the path.
    """

    def behave(call: Call) -> Reply:
        route = ROUTE_OF[operation]
        path = re.sub(tail + "$", "", raw_path(call.environ)) if tail else raw_path(call.environ)
        labels = route.labels(split_path(path))
        if labels is None or call.environ["REQUEST_METHOD"] != (method or route.method):
            return call.forward()
        return call.forward(labels=labels, as_operation=operation)

    return behave


def any_case(operation: str) -> Behaviour:
    """Read the literal parts of a path without regard to case."""

    def behave(call: Call) -> Reply:
        route = ROUTE_OF[operation]
        literal = {part.lower(): part for part in route.segments if not part.startswith("{")}
        path = [literal.get(part.lower(), part) for part in split_path(raw_path(call.environ))]
        labels = route.match(call.environ["REQUEST_METHOD"], tuple(path))
        if labels is None:
            return call.forward()
        return call.forward(labels=labels, as_operation=operation)

    return behave


def on_path(pattern: str, reply: Reply) -> Behaviour:
    """Answer the requests that belong nowhere and whose method and path match."""
    compiled = re.compile(pattern)

    def behave(call: Call) -> Reply:
        line = f"{call.environ['REQUEST_METHOD']} {raw_path(call.environ)}"
        return reply if compiled.fullmatch(line) else call.forward()

    return behave


def bytes_of(function: Callable[[bytes], bytes]) -> Behaviour:
    """Change the bytes of a success's body."""
    return turns(lambda reply: replace(reply, body=function(reply.body)))


def status_of(status: int, when: Test | None = None) -> Behaviour:
    """Answer a success under another status."""
    return turns(lambda reply: replace(reply, status=status), when=when)


def media_type(value: str | None) -> Behaviour:
    """Answer a success as another media type."""
    return turns(lambda reply: header(reply, "Content-Type", value))


def error_document(function: Callable[[dict[str, Json]], Json]) -> Behaviour:
    """Change the document of every error."""
    return turns(lambda reply: written(reply, function(parsed(reply))), status=0)


def error_body(body: bytes, kind: str = "application/json") -> Behaviour:
    """Put other bytes into every error."""
    return turns(lambda reply: header(replace(reply, body=body), "Content-Type", kind), status=0)


def error_name(name: str | None, status: int = 0) -> Behaviour:
    """Give errors another name, or none, in header and body."""

    def rewrite(reply: Reply) -> Reply:
        typed = {"__type", "code", "Code", "Type"}
        document = {key: value for key, value in parsed(reply).items() if key not in typed}
        return header(written(reply, document), "x-amzn-errortype", name)

    return turns(rewrite, status)


def python_spelling(body: bytes) -> bytes:
    """Write an object as Python prints it."""
    return repr(json.loads(body)).encode()


# --- The catalogue -----------------------------------------------------------------------------

CONFIG = "resourceConfig"
POOL = "resourceConfig.userPoolConfigs"
ENV = "backendEnvironmentName"
LOGIN = "loginAuthConfig"
TYPES = f"{CONFIG}.additionalAuthTypes"
SETTINGS = f"{CONFIG}.defaultAuthType.settings"
STRATEGY = f"{CONFIG}.conflictResolution.resolutionStrategy"
SCHEMA = f"{CONFIG}.transformSchema"
BUCKET = f"{CONFIG}.bucketName"
ACCESS_OF = f"{CONFIG}.permissions"
GUESTS = f"{CONFIG}.identityPoolConfigs.unauthenticatedLogin"
OAUTH = f"{POOL}.oAuth"
LENGTH = f"{POOL}.passwordPolicy.minimumLength"
SCOPES = ("PHONE", "EMAIL", "OPENID", "PROFILE", "AWS_COGNITO_SIGNIN_USER_ADMIN")
MODES = ("API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT")
STRATEGIES = ("OPTIMISTIC_CONCURRENCY", "LAMBDA", "AUTOMERGE", "NONE")
ACCESS = ("READ", "CREATE_AND_UPDATE", "DELETE")
SIGN_IN = ("EMAIL", "EMAIL_AND_PHONE_NUMBER", "PHONE_NUMBER", "USERNAME")
NON_ASCII = r"[^\x00-\x7f]"
ASTRAL = "[\U00010000-\U0010ffff]"
CONTROL = r"[\x00-\x1f]"
CONFLICT = failure("ConflictException", 409)
FORBIDDEN = failure("AccessDeniedException", 403)
UNPROCESSABLE = failure("ValidationException", 422)
THROTTLED = failure("TooManyRequestsException", 429)

Rows = dict[str, dict[str, tuple[str, "Behaviour | Plan"]]]


def named_by(creator: str, reader: str, state: str) -> Plan:
    """Make a plan: `reader` may leave the name out of what `creator` made."""
    return {creator: remembers, reader: guesses(state)}


def strings(*names: str) -> Test:
    """Make a test: each of these is given as a string."""
    return lambda call: all(isinstance(call.names.get(name), str) for name in names)


def whole_backend(call: Call) -> bool:
    """Whether nothing is wrong with a CreateBackend request by itself."""
    optional = (("resourceConfig", dict), ("resourceName", str))
    return strings("appId", "appName", ENV)(call) and not any(
        not_a(kind)(call.members.get(name)) for name, kind in optional
    )


def whole_config(call: Call) -> bool:
    """Whether nothing is wrong with a CreateBackendConfig request by itself."""
    manager = call.members.get("backendManagerAppId")
    return isinstance(call.document, dict) and not not_a(str)(manager)


ACCEPTS_INVALID: Rows = {
    "CreateBackendAuth": {
        "fifth-oauth-scope-unchecked": (
            "oAuthScopes",
            changed(f"{OAUTH}.oAuthScopes.4", in_enum(*SCOPES)),
        ),
        "minimum-length-filled-in": ("minimumLength", given(LENGTH, 8, when="absent")),
        "boolean-in-quotes": ("unauthenticatedLogin", changed(GUESTS, to_boolean)),
        "number-in-quotes": ("minimumLength", changed(LENGTH, to_number)),
        "sign-in-method-unchecked": (
            "signInMethod",
            changed(f"{POOL}.signInMethod", in_enum(*SIGN_IN)),
        ),
        "apple-key-number": (
            "key_id",
            changed(f"{OAUTH}.socialProviderSettings.SignInWithApple.key_id", to_text),
        ),
    },
    "UpdateBackendAuth": {
        "delivery-method-filled-in": (
            "deliveryMethod",
            given(f"{POOL}.verificationMessage.deliveryMethod", "EMAIL", when="none"),
        ),
        "mfa-types-unchecked": (
            "mfaTypes",
            changed(f"{POOL}.mfa.settings.mfaTypes.*", in_enum("SMS", "TOTP")),
        ),
        "null-scope-dropped": ("oAuthScopes", changed(f"{OAUTH}.oAuthScopes", without_nulls)),
        "user-pool-configs-null": ("userPoolConfigs", given(POOL, {}, when="null")),
    },
    "CreateBackendAPI": {
        "additional-mode-unchecked": ("mode", changed(f"{TYPES}.*.mode", in_enum(*MODES))),
        "expiration-in-quotes": (
            "expirationTime",
            changed(f"{SETTINGS}.expirationTime", to_number),
        ),
        "api-name-number": ("apiName", changed(f"{CONFIG}.apiName", to_text)),
        "config-filled-in": ("resourceConfig", given(CONFIG, {}, when="none")),
    },
    "UpdateBackendAPI": {
        "strategy-unchecked": ("resolutionStrategy", changed(STRATEGY, in_enum(*STRATEGIES))),
        "object-for-list": (
            "additionalAuthTypes",
            changed(TYPES, lambda value: [value] if isinstance(value, dict) else value),
        ),
    },
    "GetBackendAPI": {"unused-config-unchecked": ("resourceConfig", takes(drop(CONFIG)))},
    "DeleteBackendAPI": {"config-of-any-type": ("resourceConfig", purged(CONFIG, not_a(dict)))},
    "CreateBackendStorage": {
        "authenticated-filled-in": (
            "authenticated",
            given(f"{ACCESS_OF}.authenticated", [], when="absent"),
        ),
        "service-name-null": ("serviceName", given(f"{CONFIG}.serviceName", "S3", when="null")),
        "scalar-for-list": (
            "unAuthenticated",
            changed(
                f"{ACCESS_OF}.unAuthenticated",
                lambda value: ["READ"] if isinstance(value, str) else value,
            ),
        ),
        "made-twice": ("exists", made_again),
    },
    "UpdateBackendStorage": {
        "service-name-unchecked": (
            "serviceName",
            changed(f"{CONFIG}.serviceName", in_enum("S3")),
        ),
        "permission-unchecked": (
            "authenticated",
            changed(f"{ACCESS_OF}.authenticated.*", in_enum(*ACCESS)),
        ),
        "permission-in-any-case": (
            "unAuthenticated",
            changed(f"{ACCESS_OF}.unAuthenticated.*", text(str.upper)),
        ),
    },
    "DeleteBackendStorage": {
        "service-name-filled-in": ("serviceName", given("serviceName", "S3", when="absent"))
    },
    "DeleteBackendAuth": {
        "resource-name-guessed": (
            "resourceName",
            named_by("CreateBackendAuth", "DeleteBackendAuth", "absent"),
        )
    },
    "GetBackendStorage": {
        "resource-name-guessed": (
            "resourceName",
            named_by("CreateBackendStorage", "GetBackendStorage", "absent"),
        )
    },
    "GetBackendAuth": {
        "resource-name-null": (
            "resourceName",
            named_by("CreateBackendAuth", "GetBackendAuth", "null"),
        )
    },
    "GenerateBackendAPIModels": {
        "resource-name-guessed": (
            "resourceName",
            named_by("CreateBackendAPI", "GenerateBackendAPIModels", "absent"),
        )
    },
    "GetBackendAPIModels": {
        "resource-name-null": (
            "resourceName",
            named_by("CreateBackendAPI", "GetBackendAPIModels", "null"),
        )
    },
    "ImportBackendAuth": {
        "web-client-filled-in": ("webClientId", given("webClientId", "", when="absent")),
        "native-client-boolean": ("nativeClientId", changed("nativeClientId", to_text)),
    },
    "ImportBackendStorage": {
        "service-name-filled-in": ("serviceName", given("serviceName", "S3", when="none")),
        "bucket-name-list": (
            "bucketName",
            changed("bucketName", lambda value: "bucket" if isinstance(value, list) else value),
        ),
    },
    "CreateBackend": {
        "api-name-taken": ("appName", takes(rename("AppName", "appName"))),
        "app-name-null": ("appName", given("appName", "", when="null")),
        "config-list": (
            "resourceConfig",
            changed(CONFIG, lambda value: {} if isinstance(value, list) else value),
        ),
        "broken-json-mended": ("JSON", corrects_json),
        "made-twice": ("exists", pretends(status=400, when=whole_backend)),
    },
    "CloneBackend": {
        "target-invented": ("targetEnvironmentName", numbered_clone),
        "target-overwritten": (
            "targetEnvironmentName",
            pretends(status=400, when=strings("targetEnvironmentName")),
        ),
    },
    "ListBackendJobs": {
        "max-results-26": (
            "maxResults",
            changed("maxResults", number(lambda value: min(value, 25))),
        ),
        "max-results-0": (
            "maxResults",
            changed("maxResults", number(lambda value: value if value > 0 else None)),
        ),
        "max-results-in-quotes": (
            "maxResults",
            changed("maxResults", text(lambda value: int(value) if value.isdigit() else 5)),
        ),
        "made-up-token": (
            "nextToken",
            lambda call: (
                call.forward({**call.members, "nextToken": None})
                if (reply := call.forward()).status == 400 and strings("nextToken")(call)
                else reply
            ),
        ),
        "status-number": ("status", purged("status", not_a(str))),
    },
    "UpdateBackendJob": {
        "operation-type": ("operation", purged("operation", not_a(str))),
        "list-as-body": ("object", takes_as(not_an_object, {})),
    },
    "RemoveAllBackends": {
        "boolean-in-quotes": ("cleanAmplifyApp", changed("cleanAmplifyApp", to_boolean)),
        "boolean-number": ("cleanAmplifyApp", changed("cleanAmplifyApp", number(bool))),
    },
    "CreateBackendConfig": {
        "manager-number": ("backendManagerAppId", changed("backendManagerAppId", to_text)),
        "made-twice": ("exists", pretends(status=400, when=whole_config)),
    },
    "UpdateBackendConfig": {
        "region-type": ("aws_cognito_region", purged(f"{LOGIN}.aws_cognito_region", not_a(str))),
        "list-for-object": ("loginAuthConfig", changed("loginAuthConfig", listed(lambda _: {}))),
    },
    "GetBackend": {
        "environment-type": (ENV, purged(ENV, not_a(str))),
        "scalar-as-body": ("object", takes_as(not_an_object, {})),
    },
    "ListS3Buckets": {
        "token-type": ("nextToken", purged("nextToken", not_a(str))),
        "broken-json-ignored": ("JSON", takes_as(unreadable, {})),
    },
}

REJECTS_VALID: Rows = {
    "CreateBackendAuth": {
        "implicit-grant-refused": (
            "oAuthGrantType IMPLICIT",
            refuses_if(f"{OAUTH}.oAuthGrantType", is_("IMPLICIT")),
        ),
        "last-attribute-refused": (
            "requiredSignUpAttributes ZONE_INFO",
            refuses_if(f"{POOL}.requiredSignUpAttributes.*", is_("ZONE_INFO")),
        ),
        "domain-with-mfa-settings": (
            "domainPrefix with mfa settings",
            refuses(all_of(holds(f"{OAUTH}.domainPrefix"), holds(f"{POOL}.mfa.settings"))),
        ),
        "phone-with-password-policy": (
            "signInMethod PHONE_NUMBER with passwordPolicy",
            refuses(
                all_of(
                    holds(f"{POOL}.signInMethod", is_("PHONE_NUMBER")),
                    holds(f"{POOL}.passwordPolicy"),
                )
            ),
        ),
        "identity-pool-with-mfa-on": (
            "authResources IDENTITY_POOL_AND_USER_POOL with MFAMode ON",
            refuses(
                all_of(
                    holds(f"{CONFIG}.authResources", is_("IDENTITY_POOL_AND_USER_POOL")),
                    holds(f"{POOL}.mfa.MFAMode", is_("ON")),
                )
            ),
        ),
        "no-attributes-refused": (
            "requiredSignUpAttributes empty",
            refuses_if(f"{POOL}.requiredSignUpAttributes", is_([])),
        ),
        "repeated-uri-refused": (
            "redirectSignInURIs repeats",
            refuses_if(f"{OAUTH}.redirectSignInURIs", repeats),
        ),
        "non-ascii-pool-name": (
            "userPoolName",
            refuses_if(f"{POOL}.userPoolName", matching(NON_ASCII)),
        ),
        "false-taken-for-absent": ("unauthenticatedLogin false", refuses_if(GUESTS, is_(False))),
    },
    "UpdateBackendAuth": {
        "fraction-refused": (
            "minimumLength",
            refuses_if(LENGTH, lambda n: is_number(n) and n % 1 != 0),
        ),
        "unknown-member-refused": (
            "userPoolConfigs unknown member",
            refuses(
                stranger(
                    POOL, "forgotPassword", "mfa", "oAuth", "passwordPolicy", "verificationMessage"
                )
            ),
        ),
        "null-refused": (
            "identityPoolConfigs null",
            refuses_if(f"{CONFIG}.identityPoolConfigs", is_(None)),
        ),
        "empty-subject-refused": (
            "emailSubject",
            refuses_if(f"{POOL}.verificationMessage.emailSettings.emailSubject", is_("")),
        ),
    },
    "CreateBackendAPI": {
        "astral-refused": ("transformSchema", refuses_if(SCHEMA, matching(ASTRAL))),
        "key-with-conflict-resolution": (
            "mode API_KEY with conflictResolution",
            refuses(
                all_of(
                    holds(f"{CONFIG}.defaultAuthType.mode", is_("API_KEY")),
                    holds(f"{CONFIG}.conflictResolution"),
                )
            ),
        ),
        "negative-refused": (
            "expirationTime",
            refuses_if(f"{SETTINGS}.expirationTime", lambda value: is_number(value) and value < 0),
        ),
        "zero-taken-for-absent": (
            "expirationTime",
            refuses_if(f"{TYPES}.*.settings.expirationTime", is_(0, 0.0)),
        ),
        "no-additional-types-refused": ("additionalAuthTypes empty", refuses_if(TYPES, is_([]))),
    },
    "UpdateBackendAPI": {
        "openid-refused": (
            "mode OPENID_CONNECT",
            refuses_if(f"{TYPES}.*.mode", is_("OPENID_CONNECT")),
        ),
        "control-refused": (
            "description",
            refuses_if(f"{SETTINGS}.description", matching(CONTROL)),
        ),
        "long-schema-refused": ("transformSchema", refuses_if(SCHEMA, longer(99_999))),
        "repeated-type-refused": ("additionalAuthTypes repeats", refuses_if(TYPES, repeats)),
    },
    "GetBackendAPI": {
        "config-refused": ("resourceConfig", refuses_if(CONFIG)),
        "mode-with-strategy": (
            "mode AWS_IAM with resolutionStrategy LAMBDA",
            refuses(
                all_of(
                    holds(f"{CONFIG}.defaultAuthType.mode", is_("AWS_IAM")),
                    holds(STRATEGY, is_("LAMBDA")),
                )
            ),
        ),
    },
    "DeleteBackendAPI": {"config-refused": ("resourceConfig", refuses_if(CONFIG))},
    "CreateBackendStorage": {
        "empty-bucket-refused": ("bucketName", refuses_if(BUCKET, is_(""))),
        "long-bucket-refused": ("bucketName", refuses_if(BUCKET, longer(255))),
        "repeated-permission-refused": (
            "authenticated repeats",
            refuses_if(f"{ACCESS_OF}.authenticated", repeats),
        ),
    },
    "UpdateBackendStorage": {
        "guest-delete-refused": (
            "unAuthenticated DELETE",
            refuses_if(f"{ACCESS_OF}.unAuthenticated.*", is_("DELETE")),
        ),
        "delete-with-guests": (
            "authenticated DELETE with unAuthenticated",
            refuses(
                all_of(
                    holds(f"{ACCESS_OF}.authenticated.*", is_("DELETE")),
                    holds(f"{ACCESS_OF}.unAuthenticated"),
                )
            ),
        ),
    },
    "GetBackendStorage": {
        "slash-in-label": (
            "label /",
            refuses(label(matching("/")), failure("UnknownOperationException", 404)),
        )
    },
    "GetBackendAuth": {"label-decoded-twice": ("label %", relabels(decode_label))},
    "GetBackend": {
        "plus-read-as-space": ("label +", relabels(lambda value: value.replace("+", " ")))
    },
    "DeleteBackend": {
        "label-read-as-latin-1": (
            "label non-ASCII",
            relabels(lambda value: value.encode("utf-8", "replace").decode("latin-1")),
        )
    },
    "ListBackendJobs": {
        "space-in-label": ("label space", refuses(label(matching(" ")))),
        "max-results-25-refused": ("maxResults 25", refuses_if("maxResults", is_(25))),
        "max-results-1-refused": ("maxResults 1", refuses_if("maxResults", is_(1))),
        "unknown-member-refused": (
            "unknown member",
            refuses(stranger("", "jobId", "maxResults", "nextToken", "operation", "status")),
        ),
    },
    "GetBackendJob": {
        "raw-plus-read-as-space": ("label +", forms_in_paths),
        "long-environment-refused": (
            "backendEnvironmentName label length",
            refuses(label(longer(64), ENV)),
        ),
        "percent-in-label": ("label %", refuses(label(matching("%")))),
    },
    "GetToken": {"space-in-label": ("appId label space", refuses(label(matching(" "), "appId")))},
    "CreateToken": {
        "label-decoded-twice": ("label %", relabels(decode_label)),
        "short-app-ids-only": ("appId label length", refuses(label(longer(100), "appId"))),
    },
    "DeleteToken": {
        "slash-in-label": (
            "label /",
            refuses(label(matching("/")), failure("UnknownOperationException", 404)),
        )
    },
    "RemoveBackendConfig": {
        "plus-read-as-space": ("label +", relabels(lambda value: value.replace("+", " ")))
    },
    "UpdateBackendJob": {
        "empty-status-refused": ("status", refuses_if("status", is_(""))),
        "status-required": ("status absent", refuses(lacks("status"))),
    },
    "RemoveAllBackends": {
        "false-refused": ("cleanAmplifyApp false", refuses_if("cleanAmplifyApp", is_(False))),
        "null-refused": ("cleanAmplifyApp null", refuses_if("cleanAmplifyApp", is_(None))),
    },
    "CreateBackendConfig": {
        "manager-required": ("backendManagerAppId absent", refuses(lacks("backendManagerAppId"))),
        "long-manager-refused": (
            "backendManagerAppId",
            refuses_if("backendManagerAppId", longer(999)),
        ),
    },
    "UpdateBackendConfig": {
        "region-with-web-client": (
            "aws_cognito_region with aws_user_pools_web_client_id",
            refuses(
                all_of(
                    holds(f"{LOGIN}.aws_cognito_region"),
                    holds(f"{LOGIN}.aws_user_pools_web_client_id"),
                )
            ),
        ),
        "empty-region-refused": (
            "aws_cognito_region",
            refuses_if(f"{LOGIN}.aws_cognito_region", is_("")),
        ),
    },
    "CreateBackend": {
        "unknown-config-member-refused": (
            "resourceConfig unknown member",
            refuses(stranger(CONFIG)),
        ),
        "long-app-name-refused": ("appName", refuses_if("appName", longer(255))),
        "empty-resource-name-refused": ("resourceName", refuses_if("resourceName", is_(""))),
    },
    "CloneBackend": {
        "non-ascii-target-refused": (
            "targetEnvironmentName",
            refuses_if("targetEnvironmentName", matching(NON_ASCII)),
        )
    },
    "DeleteBackendAuth": {"refuses-everything": ("refused", refuses(lambda _: True))},
    "DeleteBackendStorage": {
        "unknown-member-refused": (
            "unknown member",
            refuses(stranger("", "resourceName", "serviceName")),
        )
    },
    "ImportBackendAuth": {
        "null-identity-pool-refused": (
            "identityPoolId null",
            refuses_if("identityPoolId", is_(None)),
        ),
        "identity-pool-needed-with-empty-client": (
            "identityPoolId with nativeClientId",
            refuses(all_of(holds("identityPoolId"), holds("nativeClientId", is_("")))),
        ),
    },
    "ImportBackendStorage": {
        "bucket-required": ("bucketName absent", refuses(lacks("bucketName")))
    },
    "GenerateBackendAPIModels": {
        "unknown-member-refused": ("unknown member", refuses(stranger("", "resourceName")))
    },
    "GetBackendAPIModels": {"never-finds": ("refused", refuses(lambda _: True, MISSING))},
    "ListS3Buckets": {
        "null-refused": ("nextToken null", refuses_if("nextToken", is_(None))),
        "no-body-refused": ("no body", refuses(lambda call: not call.body)),
    },
}

WRONG_REJECTION: Rows = {
    "CreateBackendAuth": {
        "missing-pool-name-404": ("userPoolName", misjudges(lacks(f"{POOL}.userPoolName"), MISSING))
    },
    "CreateBackendStorage": {
        "wrong-service-409": (
            "serviceName",
            misjudges(holds(f"{CONFIG}.serviceName", lambda value: value != "S3"), CONFLICT),
        )
    },
    "CreateBackendAPI": {
        "wrong-strategy-403": (
            "resolutionStrategy",
            misjudges(holds(STRATEGY, lambda value: value not in STRATEGIES), FORBIDDEN),
        )
    },
    "UpdateBackendAuth": {
        "wrong-number-404": (
            "minimumLength",
            misjudges(holds(LENGTH, lambda value: not is_number(value)), MISSING),
        )
    },
    "UpdateBackendStorage": {
        "missing-permissions-404": ("permissions", misjudges(lacks(ACCESS_OF), MISSING))
    },
    "UpdateBackendAPI": {
        "config-not-an-object-404": (
            "resourceConfig",
            misjudges(holds(CONFIG, not_a(dict)), MISSING),
        )
    },
    "ListBackendJobs": {
        "max-results-422": (
            "maxResults",
            misjudges(
                holds("maxResults", lambda n: is_number(n) and not 1 <= n <= 25), UNPROCESSABLE
            ),
        ),
        "token-404": ("nextToken", misjudges(strings("nextToken"), MISSING)),
    },
    "CreateBackend": {"made-twice-409": ("exists", misjudges(whole_backend, CONFLICT))},
    "CloneBackend": {
        "target-exists-409": (
            "targetEnvironmentName exists",
            misjudges(strings("targetEnvironmentName"), CONFLICT),
        )
    },
    "CreateBackendConfig": {"made-twice-403": ("exists", misjudges(whole_config, FORBIDDEN))},
    "ImportBackendAuth": {
        "missing-pool-404": ("userPoolId", misjudges(lacks("userPoolId"), MISSING))
    },
    "UpdateBackendJob": {
        "wrong-status-403": ("status", misjudges(holds("status", not_a(str)), FORBIDDEN))
    },
    "RemoveAllBackends": {
        "wrong-boolean-405": (
            "cleanAmplifyApp",
            misjudges(
                holds("cleanAmplifyApp", not_a(bool)), failure("MethodNotAllowedException", 405)
            ),
        )
    },
    "DeleteBackendStorage": {
        "missing-service-404": ("serviceName", misjudges(lacks("serviceName"), MISSING))
    },
    "GetBackend": {
        "broken-json-415": (
            "JSON",
            misjudges(unreadable, failure("UnsupportedMediaTypeException", 415)),
        )
    },
    "UpdateBackendConfig": {
        "wrong-region-429": (
            "aws_cognito_region",
            misjudges(holds(f"{LOGIN}.aws_cognito_region", not_a(str)), THROTTLED),
        )
    },
    "GenerateBackendAPIModels": {
        "missing-name-404": ("resourceName", misjudges(lacks("resourceName"), MISSING))
    },
    "ImportBackendStorage": {
        "wrong-service-404": (
            "serviceName",
            misjudges(holds("serviceName", lambda value: value != "S3"), MISSING),
        )
    },
}

SERVER_ERROR: Rows = {
    "CreateBackendAuth": {
        "scopes-object-500": (
            "oAuthScopes",
            refuses(holds(f"{OAUTH}.oAuthScopes", not_a(list)), CRASH),
        )
    },
    "CreateBackendAPI": {
        "type-of-auth-type-500": (
            "additionalAuthTypes",
            refuses(holds(f"{TYPES}.*", not_a(dict)), CRASH),
        )
    },
    "UpdateBackendStorage": {
        "permissions-null-500": ("permissions", refuses(holds(ACCESS_OF, is_(None)), CRASH))
    },
    "UpdateBackendAuth": {
        "number-in-list-500": (
            "oAuthScopes",
            refuses(holds(f"{OAUTH}.oAuthScopes.*", not_a(str)), CRASH),
        )
    },
    "ListBackendJobs": {
        "max-results-string-500": (
            "maxResults",
            refuses(holds("maxResults", not_a(int, float)), CRASH),
        )
    },
    "CreateBackend": {
        "app-id-type-500": ("appId", refuses(holds("appId", not_a(str)), CRASH)),
        "media-type-500": ("Content-Type", refuses(other_media_type, CRASH)),
    },
    "GetBackend": {"null-body-500": ("object", refuses(not_an_object, CRASH))},
    "UpdateBackendJob": {"list-body-500": ("object", refuses(not_an_object, CRASH))},
    "CreateBackendConfig": {"deep-nesting-500": ("nesting", refuses(deeper(100), CRASH))},
    "UpdateBackendConfig": {
        "config-string-500": (
            "loginAuthConfig",
            refuses(holds("loginAuthConfig", not_a(dict)), CRASH),
        )
    },
    "ImportBackendStorage": {
        "control-character-500": (
            "bucketName",
            refuses(holds("bucketName", matching(CONTROL)), CRASH),
        )
    },
    "CreateBackendStorage": {
        "very-long-bucket-500": ("bucketName", refuses(holds(BUCKET, longer(100_000)), CRASH))
    },
    "GetBackendJob": {"very-long-label-500": ("label", refuses(label(longer(256)), CRASH))},
    "RemoveBackendConfig": {
        "control-label-500": ("label", refuses(label(matching(CONTROL)), CRASH))
    },
    "DeleteToken": {"unknown-session-500": ("sessionId", turns(lambda _: CRASH, 404))},
    "DeleteBackend": {"unknown-environment-500": ("environment", turns(lambda _: CRASH, 404))},
    "GenerateBackendAPIModels": {
        "unknown-environment-500": ("environment", turns(lambda _: CRASH, 404))
    },
    "DeleteBackendAPI": {"broken-json-500": ("JSON", refuses(unreadable, CRASH))},
    "GetBackendAPIModels": {
        "name-type-500": ("resourceName", refuses(holds("resourceName", not_a(str)), CRASH))
    },
    "UpdateBackendAPI": {"duplicate-keys-500": ("duplicate keys", refuses(duplicate_keys, CRASH))},
    "ListS3Buckets": {
        "non-ascii-token-500": (
            "nextToken",
            refuses(holds("nextToken", matching(NON_ASCII)), CRASH),
        )
    },
    "CreateToken": {
        "unknown-path-500": (
            "unknown path",
            {NOWHERE: on_path(r"POST /backend/[^/]+/challenge/.+", CRASH)},
        )
    },
}

STATUS: Rows = {
    "CreateBackend": {"created": ("status 201", status_of(201))},
    "CreateToken": {"created": ("status 201", status_of(201))},
    "CreateBackendConfig": {"created": ("status 201", status_of(201))},
    "CloneBackend": {"accepted": ("status 202", status_of(202))},
    "GenerateBackendAPIModels": {"accepted": ("status 202", status_of(202))},
    "ImportBackendAuth": {"accepted": ("status 202", status_of(202))},
    "DeleteBackend": {"accepted": ("status 202", status_of(202))},
    "DeleteToken": {"no-content": ("status 204", status_of(204))},
    "RemoveBackendConfig": {"no-content": ("status 204", status_of(204))},
    "ListBackendJobs": {"partial": ("status 206", status_of(206, holds("maxResults")))},
    "UpdateBackendJob": {"accepted-with-status": ("status 202", status_of(202, holds("status")))},
}

CONTENT_TYPE: Rows = {
    "GetBackend": {"html": ("Content-Type text/html", media_type("text/html; charset=utf-8"))},
    "ListS3Buckets": {"octets": ("Content-Type", media_type("application/octet-stream"))},
    "GetToken": {"none": ("Content-Type", media_type(None))},
    "UpdateBackendStorage": {"plain": ("Content-Type text/plain", media_type("text/plain"))},
    "GetBackendAPIModels": {"xml": ("Content-Type", media_type("application/xml"))},
    "DeleteBackendAuth": {"text-json": ("Content-Type text/json", media_type("text/json"))},
    "UpdateBackendAPI": {"form": ("Content-Type", media_type("application/x-www-form-urlencoded"))},
    "GetBackendJob": {"html": ("Content-Type text/html", media_type("text/html"))},
}

REQUEST_ID: Rows = {
    operation: {
        "no-request-id": (
            "x-amzn-RequestId",
            turns(partial(header, name="x-amzn-RequestId", value=None)),
        )
    }
    for operation in (
        "CreateBackendStorage",
        "DeleteBackendAPI",
        "GetBackendAuth",
        "ListBackendJobs",
        "RemoveAllBackends",
        "UpdateBackendConfig",
        "DeleteToken",
    )
}

MALFORMED_JSON: Rows = {
    "GetBackendAPI": {"trailing-comma": ("JSON", bytes_of(lambda body: body[:-1] + b",}"))},
    "ListBackendJobs": {"truncated": ("JSON", bytes_of(lambda body: body[:-2]))},
    "DeleteToken": {"python-spelling": ("JSON", bytes_of(python_spelling))},
    "UpdateBackendAuth": {"python-spelling": ("JSON", bytes_of(python_spelling))},
    "DeleteBackend": {"empty-body": ("JSON", bytes_of(lambda _: b""))},
    "GetBackendJob": {"written-twice": ("JSON", bytes_of(lambda body: body + body))},
    "GetToken": {
        "json-in-json": ("JSON", bytes_of(lambda body: json.dumps(body.decode()).encode()))
    },
    "ListS3Buckets": {"guarded": ("JSON", bytes_of(lambda body: b")]}',\n" + body))},
    "UpdateBackendConfig": {
        "latin-1": (
            "UTF-8",
            turns(
                lambda reply: replace(
                    reply,
                    body=json.dumps(parsed(reply), ensure_ascii=False).encode("latin-1", "replace"),
                )
            ),
        )
    },
    "GetBackendAuth": {"not-a-number": ("NaN", altered(LENGTH, lambda _: float("nan")))},
    "ImportBackendStorage": {"text-after-json": ("JSON", bytes_of(lambda body: body + b"OK"))},
}

RESPONSE_SCHEMA: Rows = {
    "CreateBackend": {
        "app-id-missing": ("appId", alters(drop("appId"))),
        "environment-null": (ENV, says(ENV, None)),
    },
    "CloneBackend": {"environment-null": (ENV, says(ENV, None))},
    "CreateBackendAPI": {"environment-missing": (ENV, alters(drop(ENV)))},
    "CreateBackendAuth": {"status-object": ("status", says("status", {"code": "CREATED"}))},
    "CreateBackendConfig": {"api-name": ("appId", alters(rename("appId", "AppId")))},
    "CreateBackendStorage": {"job-id-missing": ("jobId", alters(drop("jobId")))},
    "CreateToken": {
        "challenge-missing": ("challengeCode", alters(drop("challengeCode"))),
        "ttl-number": ("ttl", says("ttl", 600)),
    },
    "DeleteBackend": {"environment-missing": (ENV, alters(drop(ENV)))},
    "DeleteBackendAPI": {"list": ("object", turns(lambda reply: written(reply, [parsed(reply)])))},
    "DeleteBackendAuth": {"snake-case": (ENV, alters(rename(ENV, "backend_environment_name")))},
    "DeleteBackendStorage": {"status-missing": ("status", alters(drop("status")))},
    "DeleteToken": {
        "boolean-string": ("isSuccess", says("isSuccess", "true")),
        "success-missing": ("isSuccess", alters(drop("isSuccess"))),
    },
    "GenerateBackendAPIModels": {"app-id-missing": ("appId", alters(drop("appId")))},
    "GetBackend": {
        "list-as-object": (
            "backendEnvironmentList",
            altered(
                "backendEnvironmentList", lambda names: {str(i): n for i, n in enumerate(names)}
            ),
        ),
        "elements-as-objects": (
            "backendEnvironmentList",
            altered("backendEnvironmentList.*", lambda name: {"name": name}),
        ),
    },
    "GetBackendAPI": {
        "api-name": ("appId", alters(rename("appId", "AppId"))),
        "mode-lower-case": (
            "mode",
            altered(f"{CONFIG}.defaultAuthType.mode", text(str.lower)),
        ),
        "number-as-string": (
            "expirationTime",
            altered(f"{TYPES}.*.settings.expirationTime", to_text),
        ),
        "config-as-string": ("resourceConfig", altered(CONFIG, json.dumps)),
    },
    "GetBackendAPIModels": {
        "status-lower-case": ("status", says("status", "latest")),
        "models-object": ("models", says("models", {})),
    },
    "GetBackendAuth": {
        "pool-name-missing": ("userPoolName", alters(drop(f"{POOL}.userPoolName"))),
        "number-as-string": ("minimumLength", altered(LENGTH, to_text)),
        "enum-lower-case": (
            "signInMethod",
            altered(f"{POOL}.signInMethod", text(str.lower)),
        ),
        "mfa-mode-camel-case": ("MFAMode", alters(rename(f"{POOL}.mfa.MFAMode", "mfaMode"))),
        "scopes-joined": ("oAuthScopes", altered(f"{OAUTH}.oAuthScopes", listed(" ".join))),
    },
    "GetBackendJob": {
        "time-number": ("createTime", says("createTime", 1597104000)),
        "app-id-null": ("appId", says("appId", None)),
    },
    "GetBackendStorage": {
        "imported-missing": ("imported", alters(drop(f"{CONFIG}.imported"))),
        "imported-string": (
            "imported",
            altered(f"{CONFIG}.imported", lambda value: str(value).lower()),
        ),
        "service-lower-case": ("serviceName", says(f"{CONFIG}.serviceName", "s3")),
    },
    "GetToken": {
        "ttl-number": ("ttl", says("ttl", 600)),
        "session-null": ("sessionId", says("sessionId", None)),
    },
    "ImportBackendAuth": {
        "envelope": ("appId", turns(lambda reply: written(reply, {"data": parsed(reply)})))
    },
    "ImportBackendStorage": {"job-id-number": ("jobId", says("jobId", 17))},
    "ListBackendJobs": {
        "environment-missing": (ENV, alters(drop("jobs.*.backendEnvironmentName"))),
        "time-number": ("createTime", says("jobs.*.createTime", 1597104000)),
        "single-job-unpacked": (
            "jobs",
            altered("jobs", listed(lambda jobs: jobs[0] if len(jobs) == 1 else jobs)),
        ),
    },
    "ListS3Buckets": {
        "buckets-missing": ("buckets", alters(drop("buckets"))),
        "date-number": ("creationDate", says("buckets", [{"name": "bucket", "creationDate": 0}])),
    },
    "RemoveAllBackends": {"app-id-missing": ("appId", alters(drop("appId")))},
    "RemoveBackendConfig": {"error-boolean": ("error", says("error", False))},
    "UpdateBackendAPI": {"operation-list": ("operation", says("operation", ["UpdateBackendAPI"]))},
    "UpdateBackendAuth": {"app-id-number": ("appId", says("appId", 5))},
    "UpdateBackendConfig": {
        "config-as-string": ("loginAuthConfig", altered("loginAuthConfig", json.dumps)),
        "camel-case": (
            "aws_cognito_region",
            alters(rename(f"{LOGIN}.aws_cognito_region", "awsCognitoRegion")),
        ),
    },
    "UpdateBackendJob": {"app-id-null": ("appId", says("appId", None))},
    "UpdateBackendStorage": {"status-null": ("status", says("status", None))},
}

ERROR_SHAPE: Rows = {
    "GetBackend": {"no-type": ("x-amzn-errortype", error_name(None))},
    "GetBackendAuth": {
        "other-code": ("NotFoundException", error_name("ResourceNotFoundException", 404))
    },
    "CreateBackend": {
        "other-code": ("BadRequestException", error_name("ValidationException", 400))
    },
    "CreateBackendAuth": {
        "lower-case-code": ("BadRequestException", error_name("badrequestexception", 400))
    },
    "UpdateBackendJob": {"short-code": ("NotFoundException", error_name("NotFound", 404))},
    "DeleteBackendAPI": {"code-for-crashes": ("InternalFailure", error_name("InternalFailure"))},
    "GetBackendJob": {
        "not-found-400": ("status", turns(lambda reply: replace(reply, status=400), 404))
    },
    "UpdateBackendStorage": {
        "bad-request-422": ("status", turns(lambda reply: replace(reply, status=422), 400))
    },
    "GetToken": {"error-as-200": ("status", turns(lambda reply: replace(reply, status=200), 404))},
    "ListBackendJobs": {
        "no-message": (
            "message",
            error_document(lambda error: {k: v for k, v in error.items() if k != "message"}),
        )
    },
    "CloneBackend": {
        "message-null": ("message", error_document(lambda error: {**error, "message": None}))
    },
    "UpdateBackendAuth": {
        "message-object": (
            "message",
            error_document(lambda error: {**error, "message": {"text": error.get("message")}}),
        )
    },
    "UpdateBackendConfig": {
        "nested-error": ("message", error_document(lambda error: {"error": error}))
    },
    "CreateBackendAPI": {
        "html-error": ("JSON", error_body(b"<html><body>Bad Request</body></html>", "text/html"))
    },
    "ImportBackendAuth": {
        "xml-error": ("JSON", error_body(b"<Error><Message>bad</Message></Error>", "text/xml"))
    },
    "RemoveAllBackends": {"text-error": ("JSON", error_body(b"Not found", "text/plain"))},
    "DeleteBackend": {"empty-error": ("body", error_body(b""))},
    "CreateBackendConfig": {"truncated-error": ("JSON", error_body(b'{"message": "The config'))},
    "DeleteToken": {
        "error-string": ("object", error_document(lambda error: str(error.get("message"))))
    },
    "GetBackendStorage": {
        "no-resource-type": (
            "resourceType",
            error_document(lambda error: {k: v for k, v in error.items() if k != "resourceType"}),
        )
    },
    "GetBackendAPI": {
        "resource-type-number": (
            "resourceType",
            error_document(
                lambda error: {**error, **({"resourceType": 7} if "resourceType" in error else {})}
            ),
        )
    },
}

ECHO: Rows = {
    "CreateBackend": {"constant-app": ("appId", says("appId", "d123456"))},
    "CloneBackend": {"constant-environment": (ENV, says(ENV, "cloned"))},
    "CreateBackendAPI": {
        "swapped": (
            "appId",
            alters(rename("appId", "held"), rename(ENV, "appId"), rename("held", ENV)),
        )
    },
    "UpdateBackendAPI": {"environment-in-other-case": (ENV, echoes(ENV, str.swapcase))},
    "GetBackendAPI": {"constant-resource": ("resourceName", says("resourceName", "api"))},
    "GetBackendAuth": {"constant-resource": ("resourceName", says("resourceName", "auth"))},
    "GetBackendStorage": {"other-environment": (ENV, echoes(ENV, lambda name: name + "-1"))},
    "GetBackendJob": {"other-job": ("jobId", echoes("jobId", lambda job: job[::-1] + "0"))},
    "UpdateBackendJob": {"constant-app": ("appId", says("appId", "app-1"))},
    "GetToken": {
        "other-session": ("sessionId", says("sessionId", "session")),
        "encoded-app": (
            "appId",
            echoes("appId", lambda app: quote(app, safe="", errors="replace")),
        ),
    },
    "CreateToken": {"constant-app": ("appId", says("appId", "app"))},
    "DeleteBackendAuth": {"constant-environment": (ENV, says(ENV, "prod"))},
    "ImportBackendStorage": {"constant-app": ("appId", says("appId", "app"))},
    "RemoveAllBackends": {"constant-app": ("appId", says("appId", "removed"))},
    "ListBackendJobs": {
        "constant-environment": (ENV, says("jobs.*.backendEnvironmentName", "staging"))
    },
    "UpdateBackendConfig": {"other-app": ("appId", echoes("appId", lambda app: "x" + app))},
    "GenerateBackendAPIModels": {"cut-app": ("appId", echoes("appId", lambda app: app[:20]))},
    "DeleteBackendStorage": {"stripped-environment": (ENV, echoes(ENV, str.strip))},
    "CreateBackendStorage": {"resource-for-environment": (ENV, says(ENV, "storage"))},
    "GetBackend": {"slash-added": ("appId", echoes("appId", lambda app: app + "/"))},
}

READ_BACK: Rows = {
    "CreateBackendStorage": {
        "bucket-cut-at-63": ("bucketName", changed(BUCKET, cut(63))),
        "permissions-sorted": (
            "authenticated",
            changed(f"{ACCESS_OF}.authenticated", listed(ordered)),
        ),
        "no-guests-lost": ("unAuthenticated", purged(f"{ACCESS_OF}.unAuthenticated", is_([]))),
    },
    "UpdateBackendStorage": {
        "permissions-unique": (
            "authenticated",
            changed(f"{ACCESS_OF}.authenticated", listed(unique)),
        ),
        "guests-ignored": (
            "unAuthenticated",
            purged(f"{ACCESS_OF}.unAuthenticated", each(*ACCESS)),
        ),
    },
    "GetBackendStorage": {
        "bucket-lower-case": ("bucketName", altered(BUCKET, text(str.lower))),
        "empty-bucket-lost": ("bucketName", withheld(BUCKET, is_(""))),
    },
    "ImportBackendStorage": {
        "bucket-stripped": ("bucketName", changed("bucketName", text(str.strip))),
        "bucket-ignored": ("bucketName", purged("bucketName", is_text)),
    },
    "CreateBackendAPI": {
        "schema-stripped": ("transformSchema", changed(SCHEMA, text(str.strip))),
        "schema-cut-at-1000": ("transformSchema", changed(SCHEMA, cut(1000))),
        "expiration-rounded": (
            "expirationTime",
            changed(f"{SETTINGS}.expirationTime", number(round)),
        ),
        "name-escaped": ("apiName", changed(f"{CONFIG}.apiName", text(html.escape))),
        "types-sorted": ("additionalAuthTypes", changed(TYPES, listed(ordered))),
        "description-normalised": (
            "description",
            changed(f"{SETTINGS}.description", text(partial(unicodedata.normalize, "NFC"))),
        ),
        "deep-member-lost": ("openIDIatTTL", purged(f"{TYPES}.*.settings.openIDIatTTL", is_text)),
        "resolution-lost": ("resolutionStrategy", purged(STRATEGY, is_(*STRATEGIES))),
    },
    "UpdateBackendAPI": {
        "expiration-clamped": (
            "expirationTime",
            changed(f"{SETTINGS}.expirationTime", number(lambda n: max(1, min(n, 365)))),
        ),
        "empty-name-ignored": ("apiName", purged(f"{CONFIG}.apiName", is_(""))),
        "default-type-ignored": (
            "defaultAuthType",
            purged(f"{CONFIG}.defaultAuthType", well_typed),
        ),
        "provider-cut-at-255": (
            "openIDProviderName",
            changed(f"{SETTINGS}.openIDProviderName", cut(255)),
        ),
        "refused-update-applied": (
            "atomic",
            half_done(TYPES, f"{CONFIG}.conflictResolution", f"{CONFIG}.defaultAuthType"),
        ),
    },
    "GetBackendAPI": {
        "zero-lost": ("expirationTime", withheld(f"{SETTINGS}.expirationTime", is_(0, 0.0))),
        "astral-replaced": (
            "description",
            altered(f"{TYPES}.*.settings.description", text(no_astral)),
        ),
        "stale": ("apiName", first_seen("appId", ENV, "resourceName")),
    },
    "CreateBackendAuth": {
        "length-clamped": ("minimumLength", changed(LENGTH, number(lambda n: max(6, min(n, 99))))),
        "sms-cut-at-140": (
            "smsMessage",
            changed(f"{POOL}.verificationMessage.smsSettings.smsMessage", cut(140)),
        ),
        "attributes-sorted": (
            "requiredSignUpAttributes",
            changed(f"{POOL}.requiredSignUpAttributes", listed(ordered)),
        ),
        "scopes-unique": ("oAuthScopes", changed(f"{OAUTH}.oAuthScopes", listed(unique))),
        "team-lost": (
            "team_id",
            purged(f"{OAUTH}.socialProviderSettings.SignInWithApple.team_id", is_text),
        ),
        "uri-lower-case": (
            "redirectSignOutURIs",
            changed(f"{OAUTH}.redirectSignOutURIs.*", text(str.lower)),
        ),
    },
    "UpdateBackendAuth": {
        "mfa-mode-ignored": (
            "MFAMode",
            purged(f"{POOL}.mfa.MFAMode", is_("ON", "OFF", "OPTIONAL")),
        ),
        "subject-stripped": (
            "emailSubject",
            changed(f"{POOL}.forgotPassword.emailSettings.emailSubject", text(str.strip)),
        ),
        "false-ignored": ("unauthenticatedLogin", purged(GUESTS, is_(False))),
        "lines-joined": (
            "emailMessage",
            changed(
                f"{POOL}.verificationMessage.emailSettings.emailMessage",
                text(lambda value: " ".join(value.split())),
            ),
        ),
    },
    "GetBackendAuth": {
        "secret-masked": (
            "client_secret",
            altered(
                f"{OAUTH}.socialProviderSettings.Google.client_secret", text(lambda _: "********")
            ),
        ),
        "no-constraints-lost": (
            "additionalConstraints",
            withheld(f"{POOL}.passwordPolicy.additionalConstraints", is_([])),
        ),
        "attributes-reversed": (
            "requiredSignUpAttributes",
            altered(f"{POOL}.requiredSignUpAttributes", listed(lambda items: items[::-1])),
        ),
    },
    "GetBackend": {
        "names-lower-case": (
            "backendEnvironmentList",
            altered("backendEnvironmentList.*", text(str.lower)),
        ),
        "one-environment": (
            "backendEnvironmentList",
            altered("backendEnvironmentList", listed(lambda names: names[:1])),
        ),
    },
    "UpdateBackendJob": {
        "status-upper-case": ("status", changed("status", text(str.upper))),
        "operation-ignored": ("operation", purged("operation", is_text)),
    },
    "GetBackendJob": {"stale": ("status", first_seen("appId", ENV, "jobId"))},
    "ListBackendJobs": {
        "status-filter-ignored": ("status", purged("status", is_text)),
        "operation-filter-ignored": ("operation", purged("operation", is_text)),
        "job-filter-ignored": ("jobId", purged("jobId", is_text)),
        "max-results-ignored": (
            "maxResults",
            purged("maxResults", is_(*range(1, 26))),
        ),
        "last-job-lost": ("jobs", loses_last_job),
        "job-repeated": ("jobs", repeats_job),
        "token-on-last-page": ("nextToken", endless),
        "jobs-not-listed": (
            "jobs",
            {"UpdateBackendAuth": notes("jobs", "jobId"), "ListBackendJobs": unlists},
        ),
    },
    "UpdateBackendConfig": {
        "region-lower-case": (
            "aws_cognito_region",
            changed(f"{LOGIN}.aws_cognito_region", text(str.lower)),
        ),
        "pool-lost": ("aws_user_pools_id", alters(drop(f"{LOGIN}.aws_user_pools_id"))),
    },
    "CloneBackend": {
        "storage-not-cloned": (
            "storage",
            {
                "CloneBackend": notes("clones", "targetEnvironmentName"),
                "GetBackendStorage": loses("clones", ENV),
            },
        )
    },
    "GetToken": {
        "other-challenge": ("challengeCode", says("challengeCode", "000000")),
        "other-ttl": ("ttl", altered("ttl", text(lambda ttl: ttl + "0"))),
    },
    "RemoveAllBackends": {"refused-removal-done": ("atomic", half_done("cleanAmplifyApp"))},
    "GenerateBackendAPIModels": {
        "job-lost": (
            "jobId",
            {
                "GenerateBackendAPIModels": notes("jobs", "jobId"),
                "GetBackendJob": loses("jobs", "jobId"),
            },
        )
    },
}

UNKNOWN_PATH: Rows = {
    "CreateBackend": {"put-like-post": ("PUT", {NOWHERE: reads_like("CreateBackend", "PUT")})},
    "CreateBackendStorage": {
        "put-like-post": ("PUT", {NOWHERE: reads_like("CreateBackendStorage", "PUT")})
    },
    "UpdateBackendAuth": {
        "patch-like-post": ("PATCH", {NOWHERE: reads_like("UpdateBackendAuth", "PATCH")})
    },
    "GetBackend": {"get-like-post": ("GET", {NOWHERE: reads_like("GetBackend", "GET")})},
    "ListBackendJobs": {"get-like-post": ("GET", {NOWHERE: reads_like("ListBackendJobs", "GET")})},
    "ListS3Buckets": {
        "get-like-post": ("GET", {NOWHERE: reads_like("ListS3Buckets", "GET")}),
        "any-case": ("path", {NOWHERE: any_case("ListS3Buckets")}),
    },
    "DeleteBackend": {
        "delete-like-post": ("DELETE", {NOWHERE: reads_like("DeleteBackend", "DELETE")})
    },
    "GetBackendAPI": {
        "trailing-slash": ("path /", {NOWHERE: reads_like("GetBackendAPI", tail="/")})
    },
    "GetBackendAuth": {
        "sub-path": ("path", {NOWHERE: reads_like("GetBackendAuth", tail="/[^/]+")})
    },
    "GetBackendJob": {"sub-path": ("path", {NOWHERE: reads_like("GetBackendJob", tail="/[^/]+")})},
    "GetToken": {"post-like-get": ("POST", {NOWHERE: reads_like("GetToken", "POST")})},
    "CreateToken": {
        "delete-answered": (
            "DELETE",
            {NOWHERE: on_path("DELETE /backend/[^/]+/challenge", success({}))},
        )
    },
    "CreateBackendConfig": {
        "empty-label": (
            "label",
            {NOWHERE: on_path("POST /backend//config", success({"appId": ""}))},
        )
    },
    "RemoveBackendConfig": {"anything-answered": ("path", {NOWHERE: on_path(".*", success({}))})},
    "UpdateBackendConfig": {
        "put-like-post": ("PUT", {NOWHERE: reads_like("UpdateBackendConfig", "PUT")})
    },
}

STORAGE_CONFIG: Json = {"imported": False, "serviceName": "S3"}
AUTH_CONFIG: Json = {
    "authResources": "USER_POOL_ONLY",
    "service": "COGNITO",
    "userPoolConfigs": {
        "requiredSignUpAttributes": ["EMAIL"],
        "signInMethod": "EMAIL",
        "userPoolName": "pool",
    },
}

NOT_FOUND: Rows = {
    "CloneBackend": {"unknown-source": ("environment", pretends())},
    "CreateBackendAPI": {"unknown-environment": ("environment", pretends())},
    "CreateBackendAuth": {"unknown-environment": ("environment", pretends())},
    "ImportBackendStorage": {"unknown-environment": ("environment", pretends())},
    "DeleteBackend": {
        "never-made": ("NotFoundException", pretends()),
        "kept": ("NotFoundException", keeps("ListBackendJobs")),
    },
    "DeleteBackendAPI": {"never-made": ("NotFoundException", pretends())},
    "DeleteBackendAuth": {"never-made": ("NotFoundException", pretends())},
    "DeleteBackendStorage": {
        "never-made": ("NotFoundException", pretends()),
        "kept": ("NotFoundException", keeps("GetBackendStorage", holds("serviceName", is_("S3")))),
    },
    "DeleteToken": {
        "never-made": ("NotFoundException", pretends()),
        "kept": ("NotFoundException", keeps("GetToken")),
    },
    "GenerateBackendAPIModels": {"never-made": ("NotFoundException", pretends())},
    "GetBackend": {
        "never-made": ("NotFoundException", pretends({"backendEnvironmentList": ["dev"]}))
    },
    "GetBackendAPI": {"never-made": ("NotFoundException", pretends({"resourceConfig": {}}))},
    "GetBackendAPIModels": {
        "never-made": ("NotFoundException", pretends({"models": "{}", "status": "STALE"}))
    },
    "GetBackendAuth": {
        "never-made": ("NotFoundException", pretends({"resourceConfig": AUTH_CONFIG})),
        "cached": ("NotFoundException", last_seen("appId", ENV, "resourceName")),
    },
    "GetBackendJob": {"never-made": ("NotFoundException", pretends({"status": "COMPLETED"}))},
    "GetBackendStorage": {
        "never-made": ("NotFoundException", pretends({"resourceConfig": STORAGE_CONFIG})),
        "unknown-is-403": ("NotFoundException", misjudges(lambda _: True, FORBIDDEN, 404)),
    },
    "GetToken": {
        "never-made": ("NotFoundException", pretends()),
        "unknown-is-400": ("NotFoundException", misjudges(lambda _: True, BAD, 404)),
    },
    "ListBackendJobs": {"unknown-environment": ("environment", pretends({"jobs": []}))},
    "RemoveAllBackends": {"never-made": ("NotFoundException", pretends())},
    "RemoveBackendConfig": {
        "never-made": ("NotFoundException", pretends()),
        "kept": ("NotFoundException", keeps("UpdateBackendConfig")),
    },
    "UpdateBackendAPI": {"never-made": ("NotFoundException", pretends())},
    "UpdateBackendAuth": {"never-made": ("NotFoundException", pretends())},
    "UpdateBackendConfig": {"never-made": ("NotFoundException", pretends())},
    "UpdateBackendJob": {"never-made": ("NotFoundException", pretends())},
    "UpdateBackendStorage": {"never-made": ("NotFoundException", pretends())},
}

CATALOGUE: dict[str, Rows] = {
    "accepts_invalid": ACCEPTS_INVALID,
    "rejects_valid": REJECTS_VALID,
    "wrong_rejection": WRONG_REJECTION,
    "server_error": SERVER_ERROR,
    "status": STATUS,
    "response_schema": RESPONSE_SCHEMA,
    "content_type": CONTENT_TYPE,
    "malformed_json": MALFORMED_JSON,
    "error_shape": ERROR_SHAPE,
    "request_id": REQUEST_ID,
    "echo": ECHO,
    "read_back": READ_BACK,
    "unknown_path": UNKNOWN_PATH,
    "not_found": NOT_FOUND,
}


def plant(plan: Plan, app: WsgiApp) -> WsgiApp:
    """Wrap an application, with a memory of its own."""
    return Middleware(app, plan)


def assemble() -> dict[str, Defect]:
    """Make the catalogue's defects by name."""
    defects: dict[str, Defect] = {}
    for family, operations in CATALOGUE.items():
        for operation, rows in operations.items():
            for what, (hint, behaviour) in rows.items():
                plan = behaviour if isinstance(behaviour, Mapping) else {operation: behaviour}
                name = f"{operation}.{family}.{what}"
                defects[name] = Defect(name, operation, family, hint, partial(plant, plan))
    return defects


DEFECTS: dict[str, Defect] = assemble()
