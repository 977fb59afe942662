"""The reference server keeps the rules in every variant, and every planted defect shows.

The scripts here are plain: requests written from the service model's shapes, one change at a
time. A defect counts as visible when a script is answered differently with it than without.
"""

from __future__ import annotations

import copy
import io
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache, cached_property, partial
from itertools import combinations, product
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import boto3
import pytest
from botocore.config import Config
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from tests.support.programs import module_command
from tests.support.selection import one_in

from .defects import DEFECTS, FAMILIES
from .reference import (
    CONFORMING,
    KINDS,
    OPERATIONS,
    ROUTES,
    SHAPES,
    Handler,
    Options,
    Server,
    build,
    choices,
    input_shape,
    required_of_response,
    wire_members,
)

ROUTE_OF = {route.operation: route for route in ROUTES}
APP, ENV = "app", "Dev"
ENV_NAME = "backendEnvironmentName"
GONE = "X-Gone"

# --- Requests ----------------------------------------------------------------------------------


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @cached_property
    def document(self) -> Any:
        """The body as JSON, nothing where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def shown(self) -> dict[str, Any]:
        """The members of the answer, nulls taken for absent."""
        return without_nulls(self.document) if isinstance(self.document, dict) else {}

    @property
    def error(self) -> str:
        """The error's name."""
        return self.headers.get("x-amzn-errortype", "").partition(":")[0]

    @property
    def signature(self) -> tuple[Any, ...]:
        """What is compared: everything but the values that differ by nature."""
        body: Any = self.body
        if self.document is not None:
            text = json.dumps(self.document, sort_keys=True)
            body = re.sub(r'("nextToken": ")[^"]{20,}', r"\1SEALED", text)
        names = ("content-type", "x-amzn-errortype")
        request_id = "x-amzn-requestid" in self.headers
        return (self.status, *(self.headers.get(name) for name in names), request_id, body)


def without_nulls(value: Any) -> Any:
    """Take the nulls out of objects, at any depth."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value


@dataclass
class Session:
    """Talks to one application, in process, and keeps the answers."""

    app: Any
    log: list[tuple[str, Answer]] = field(default_factory=list)

    def send(
        self, method: str, path: str, body: bytes = b"", media: str = "application/json"
    ) -> Answer:
        """Send one request as it stands."""
        environ = {
            "REQUEST_METHOD": method,
            "RAW_URI": path,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "CONTENT_TYPE": media,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        chunks, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        lowered = {name.lower(): value for name, value in headers}
        answer = Answer(int(status.split()[0]), lowered, b"".join(chunks))
        self.log.append((f"{method} {path}", answer))
        return answer

    def call(self, operation: str, body: Any = None, **labels: str) -> Answer:
        """Call an operation; a body of bytes is sent as it stands."""
        route = ROUTE_OF[operation]
        raw = body if isinstance(body, bytes) else b"" if body is None else dumps(body)
        path = path_of(operation, self.labels(operation, labels))
        answer = self.send(route.method, path, raw)
        self.log[-1] = (operation, answer)
        return answer

    def labels(self, operation: str, given: dict[str, str]) -> dict[str, str]:
        """Fill in the labels that are not given, with what the server answered before."""
        known = {"appId": APP, ENV_NAME: ENV, **given}
        for part in ROUTE_OF[operation].segments:
            if part.startswith("{") and part[1:-1] not in known:
                known[part[1:-1]] = self.last(part[1:-1])
        return known

    def last(self, name: str) -> str:
        """Return the last value answered of an identifier."""
        for _, answer in reversed(self.log):
            document = answer.document
            if not isinstance(document, dict):
                continue
            listed = document.get("jobs")
            shown = listed[0] if isinstance(listed, list) and listed else document
            if isinstance(shown, dict) and isinstance(shown.get(name), str):
                return shown[name] or "none"
        return "none"

    @property
    def signature(self) -> list[tuple[Any, ...]]:
        """All that was answered."""
        return [answer.signature for _, answer in self.log]


def dumps(value: Any) -> bytes:
    """Write JSON."""
    return json.dumps(value).encode()


def path_of(operation: str, labels: dict[str, str]) -> str:
    """Write an operation's path."""
    return "/" + "/".join(
        quote(labels[part[1:-1]], safe="") if part.startswith("{") else part
        for part in ROUTE_OF[operation].segments
    )


IDENTIFIERS = {
    "appId": APP,
    "backendEnvironmentName": ENV,
    "resourceName": "main",
    "targetEnvironmentName": "copy",
    "appName": "App",
}
FILTERS = {"jobId", "maxResults", "nextToken", "status", "operation"}


def sample(shape: Any, name: str, full: bool) -> Any:
    """Make a value of a shape: everything that it may hold, or only what it must."""
    match shape["type"]:
        case "structure":
            return {
                wire: sample(member, wire, full)
                for wire, (member, required) in wire_members(shape).items()
                if full or required
            }
        case "list":
            member = SHAPES[shape["member"]["shape"]]
            if "enum" in member:
                return member["enum"][::-1] if full else member["enum"][:1]
            if member["type"] == "string":
                return [f"Z{name}", f"a{name}"] if full else [name]
            return [sample(member, name, full) for _ in range(2)]
        case "string":
            plain = shape.get("enum", [name])[0]
            fancy = f"  Ä {name}\n<&> e\u0301 \U0001f600 "
            return fancy if full and "enum" not in shape else plain
        case "boolean":
            return True
        case _:
            return 8


@cache
def body_of(operation: str, full: bool = True) -> Any:
    """Make an operation's body; the filters of a listing are left out."""
    body = sample(input_shape(operation), "", full)
    body |= {name: value for name, value in IDENTIFIERS.items() if name in body}
    if operation in {"ListBackendJobs", "ListS3Buckets"}:
        body = {name: value for name, value in body.items() if name not in FILTERS}
    if operation.startswith("Update"):
        body = json.loads(json.dumps(body).replace("\\u00c4", "\\u00d6"))
    return body


def has_body(operation: str) -> bool:
    """Whether an operation has body members."""
    return bool(wire_members(input_shape(operation)))


# --- Changes of a request ----------------------------------------------------------------------

Path_ = tuple[Any, ...]


def places(shape: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any, bool]]:
    """List every place of a shape: its path, its shape, whether it is required."""
    for name, (member, required) in wire_members(shape).items():
        yield (*path, name), member, required
        if member["type"] == "structure":
            yield from places(member, (*path, name))
        elif member["type"] == "list":
            element = SHAPES[member["member"]["shape"]]
            yield (*path, name, -1), element, True
            if element["type"] == "structure":
                yield from places(element, (*path, name, -1))


LEGAL: dict[str, list[Any]] = {
    "string": [
        "",
        "plain",
        "\u0001",
        "é",
        "x" * 300,
        "x" * 1001,
        "http://a.b/?c=%41+d",
    ],
    "double": [0, -1, 2.5, 1000, 1e300, 0.1],
    "integer": [1, 25],
    "boolean": [False, True],
    "list": [[]],
    "structure": [],
}
LONG_MEMBERS = {"appName", "bucketName", "transformSchema", "userPoolName"}
WRONG: dict[str, list[Any]] = {
    "string": [1, True, ["x"], {}],
    "double": ["8", True, [8], {}],
    "integer": ["5", True, 0, 26, -1, 2.5, [5]],
    "boolean": ["true", "false", 1, 0, []],
    "list": ["x", {}, 1],
    "structure": ["x", [], 1, True],
}


def legal_values(shape: Any) -> list[Any]:
    """List values that a shape allows."""
    if "enum" in shape:
        return list(shape["enum"])
    if shape["type"] == "list" and "enum" in SHAPES[shape["member"]["shape"]]:
        every = SHAPES[shape["member"]["shape"]]["enum"]
        return [[], every, [*every, every[0]], [every[-1], every[0]]]
    if shape["type"] == "list" and SHAPES[shape["member"]["shape"]]["type"] == "string":
        return [[], ["Same", "Same"]]
    return LEGAL[shape["type"]]


def wrong_values(shape: Any) -> list[Any]:
    """List values that a shape forbids."""
    outside = ["WRONG", shape["enum"][0].lower(), ""] if "enum" in shape else []
    return WRONG[shape["type"]] + outside


def changed(body: Any, path: Path_, value: Any) -> Any:
    """Put a value at a place; `GONE` takes the member away."""
    result = copy.deepcopy(body)
    box = result
    for step in path[:-1]:
        box = box[step]
    if value is GONE:
        del box[path[-1]]
    else:
        box[path[-1]] = value
    return result


def within(body: Any, path: Path_) -> bool:
    """Whether the container of a place is there."""
    for step in path[:-1]:
        if isinstance(body, dict) and step not in body:
            return False
        body = body[step]
    return isinstance(body, list) or path[-1] in body


def variations(operation: str) -> Iterator[tuple[Path_, Any, bool]]:
    """List changes of an operation's full body: the place, the value, whether it is legal."""
    body = body_of(operation)
    for path, shape, required in places(input_shape(operation)):
        if not within(body, path):
            if operation.startswith("List"):
                yield from ((path, value, False) for value in wrong_values(shape))
            continue
        element = isinstance(path[-1], int)
        yield from ((path, value, True) for value in legal_values(shape))
        yield from ((path, value, False) for value in wrong_values(shape))
        if path[-1] in LONG_MEMBERS:
            yield path, "x" * 100_000, True
        yield path, None, not required and not element
        if not element:
            yield path, GONE, not required
        if shape["type"] == "structure":
            yield (*path, "notInTheModel"), {"deep": [None]}, True


def apply(operation: str, path: Path_, value: Any) -> Any:
    """Make the body of one variation."""
    return changed(body_of(operation), path, value)


# --- Scripts -----------------------------------------------------------------------------------

RESOURCE_READERS = {kind: f"GetBackend{suffix}" for suffix, kind in KINDS.items()}
READS: dict[str, list[tuple[str, Any, dict[str, str]]]] = {
    "CloneBackend": [
        ("GetBackend", {}, {}),
        ("GetBackendStorage", {"resourceName": "main"}, {"backendEnvironmentName": "copy"}),
    ],
    "CreateBackend": [("GetBackend", {}, {})],
    "CreateBackendConfig": [("UpdateBackendConfig", {}, {})],
    "CreateToken": [("GetToken", None, {})],
    "DeleteBackend": [("GetBackend", {}, {}), ("ListBackendJobs", {}, {})],
    "DeleteToken": [("GetToken", None, {})],
    "GenerateBackendAPIModels": [("GetBackendJob", None, {})],
    "GetBackendAPI": [
        ("UpdateBackendAPI", {"resourceName": "main", "resourceConfig": {"apiName": "New"}}, {}),
        ("GetBackendAPI", {"resourceName": "main"}, {}),
    ],
    "GetBackendAuth": [
        ("DeleteBackendAuth", {"resourceName": "main"}, {}),
        ("GetBackendAuth", {"resourceName": "main"}, {}),
    ],
    "GetBackendJob": [
        ("UpdateBackendJob", {"status": "Done"}, {}),
        ("GetBackendJob", None, {}),
    ],
    "ImportBackendStorage": [("GetBackendStorage", {"resourceName": "imported-storage"}, {})],
    "RemoveAllBackends": [("GetBackend", {}, {}), ("ListBackendJobs", {}, {})],
    "RemoveBackendConfig": [("UpdateBackendConfig", {}, {})],
    "UpdateBackendConfig": [("UpdateBackendConfig", {}, {})],
    "UpdateBackendJob": [("GetBackendJob", None, {})],
}
for _suffix in KINDS:
    for _verb in ("Create", "Update", "Delete"):
        READS[f"{_verb}Backend{_suffix}"] = [
            (f"GetBackend{_suffix}", {"resourceName": "main"}, {}),
        ]


def kind_of(operation: str) -> str | None:
    """Return the suffix of the resource that an operation works on."""
    return next((suffix for suffix in KINDS if suffix in operation), None)


def arrange(session: Session, operation: str, app: str = APP, env: str = ENV) -> None:
    """Make what an operation needs."""
    labels = {"appId": app, "backendEnvironmentName": env}
    if operation in {"CreateBackend", "ListS3Buckets"}:
        return
    for name in ("second", env):
        session.call("CreateBackend", {**labels, "appName": "a", "backendEnvironmentName": name})
    session.call("ListBackendJobs", {}, **labels)
    suffix = kind_of(operation) or {"CloneBackend": "Storage", "ListBackendJobs": "Auth"}.get(
        operation
    )
    if suffix and not operation.startswith(("Create", "Import")):
        body = {**body_of(f"CreateBackend{suffix}"), "backendEnvironmentName": env}
        session.call(f"CreateBackend{suffix}", body, **labels)
    if operation in {"GetToken", "DeleteToken"}:
        session.call("CreateToken", **labels)
    if operation in {"UpdateBackendConfig", "RemoveBackendConfig"}:
        session.call("CreateBackendConfig", {}, **labels)
    if operation == "ListBackendJobs":
        session.call("UpdateBackendJob", {"status": "Odd", "operation": "Odd"}, **labels)
        session.call("UpdateBackendAuth", body_of("UpdateBackendAuth"), **labels)


def settle(session: Session, operation: str, app: str = APP, env: str = ENV) -> None:
    """Read what an operation may have changed."""
    for reader, body, labels in READS.get(operation, ()):
        session.call(reader, body, **{"appId": app, "backendEnvironmentName": env, **labels})


Probe = tuple[str, Callable[[Session], Any]]


def probe_body(operation: str, body: Any, session: Session, times: int = 1) -> None:
    """Call an operation with a body, in an arranged place, and read."""
    arrange(session, operation)
    for _ in range(times):
        session.call(operation, body)
    settle(session, operation)


def probe_reader(operation: str, created: Any, session: Session) -> None:
    """Read a resource that was created with a certain body."""
    arrange(session, "GetBackend")
    session.call(operation.replace("Get", "Create"), created)
    session.call(operation, {"resourceName": "main"})


def probe_label(operation: str, value: str, session: Session) -> None:
    """Call an operation on an app and an environment of a certain name."""
    arrange(session, operation, value, value)
    body = body_of(operation)
    named = body | {name: value for name in ("appId", "backendEnvironmentName") if name in body}
    session.call(operation, named, appId=value, backendEnvironmentName=value)
    settle(session, operation, value, value)


def probe_raw_plus(operation: str, session: Session) -> None:
    """Call an operation on an app and an environment whose names have a plus, unescaped."""
    value = "a+b"
    arrange(session, operation, value, value)
    labels = session.labels(operation, {"appId": value, "backendEnvironmentName": value})
    path = path_of(operation, labels).replace("%2B", "+")
    session.send(ROUTE_OF[operation].method, path, dumps(body_of(operation)))


def probe_path(operation: str, method: str, alter: Callable[[str], str], session: Session) -> None:
    """Send an operation's request with another method or path."""
    arrange(session, operation)
    path = alter(path_of(operation, session.labels(operation, {})))
    session.send(method or ROUTE_OF[operation].method, path, dumps(body_of(operation)))
    settle(session, operation)


def probe_nothing_there(operation: str, arranged: bool, session: Session) -> None:
    """Call an operation on what was never made."""
    if arranged:
        arrange(session, "GetBackend")
    session.call(operation, body_of(operation), jobId="ghost", sessionId="ghost")


def probe_media(operation: str, media: str, session: Session) -> None:
    """Send a body under a wrong media type."""
    arrange(session, operation)
    path = path_of(operation, session.labels(operation, {}))
    session.send(ROUTE_OF[operation].method, path, dumps(body_of(operation)), media)


def probe_listing(session: Session) -> None:
    """Walk through the pages of a listing and use its filters."""
    arrange(session, "ListBackendJobs")
    document: dict[str, Any] = {}
    for _ in range(6):
        token = document.get("nextToken")
        answer = session.call("ListBackendJobs", {"maxResults": 1, "nextToken": token})
        document = answer.document if isinstance(answer.document, dict) else {}
        if not document.get("nextToken"):
            break
    filters = [{"status": "Odd"}, {"operation": "Odd"}, {"jobId": "job-000001"}, {}]
    for wanted in [*filters, {"nextToken": "made-up"}, {"nextToken": "é"}, {"maxResults": 25}]:
        session.call("ListBackendJobs", wanted)


def raw_bodies(operation: str) -> Iterator[tuple[str, bytes]]:
    """List bodies that are not what they should be."""
    whole = dumps(body_of(operation))
    yield "cut", whole[:-1]
    yield "comma", whole[:-1] + b",}"
    yield from ((text, text.encode()) for text in ("{", "[]", "null", '"x"', "1"))
    yield "twice", b'{"a": 1, "a": 2, ' + whole[1:]
    yield "deep", b'{"deep": ' + b"[" * 150 + b"]" * 150 + b", " + whole[1:]


LABELS = ("a b", "a+b", "a%41b", "a/b", "é", "x" * 70, "x" * 101, " pad ", "x" * 300, "\x01")


def probes(operation: str, words: frozenset[str]) -> Iterator[Probe]:
    """List scripts for an operation; `words` name the members to vary."""
    yield "full", partial(probe_body, operation, body_of(operation))
    yield "minimal", partial(probe_body, operation, body_of(operation, full=False))
    yield "long id", partial(probe_label, operation, "x" * 70)
    yield from varied(operation, words)
    yield "ghost", partial(probe_nothing_there, operation, True)
    yield "nothing", partial(probe_nothing_there, operation, False)
    if operation == "ListBackendJobs":
        yield "listing", probe_listing
    yield "twice", partial(probe_body, operation, body_of(operation), times=2)
    if has_body(operation):
        for name, raw in raw_bodies(operation):
            yield f"raw {name}", partial(probe_body, operation, raw)
        yield "no body", partial(probe_body, operation, None)
        stranger = {**body_of(operation), "notInTheModel": 1}
        yield "stranger", partial(probe_body, operation, stranger)
        yield "media", partial(probe_media, operation, "text/plain")
    for label in LABELS:
        yield f"label {label}", partial(probe_label, operation, label)
    yield "raw plus", partial(probe_raw_plus, operation)
    for method in ("PUT", "GET", "PATCH", "DELETE", "POST"):
        yield method, partial(probe_path, operation, method, str)
    yield "lower", partial(probe_path, operation, "", str.lower)
    for alteration in ("/", "/extra"):
        yield alteration, partial(probe_path, operation, "", lambda p, a=alteration: p + a)
    yield "empty", partial(probe_path, operation, "", lambda path: path.replace(APP, "", 1))


def varied(operation: str, words: frozenset[str]) -> Iterator[Probe]:
    """List the variations of the members that are named, and pairs of their enum values."""
    shape = input_shape(operation)
    for path in [path for path, _, _ in places(shape) if words & set(path) & LONG_MEMBERS]:
        body = apply(operation, path, "x" * 100_001)
        yield called(path, "too long"), partial(probe_body, operation, body)
    for name in sorted(words & body_of(operation).keys()):
        body = {
            api_name(each) if each == name else each: value
            for each, value in body_of(operation).items()
        }
        yield f"{name} by its API name", partial(probe_body, operation, body)
    creator = operation.replace("Get", "Create")
    for path, value, legal in variations(operation):
        if words & set(path) or ("atomic" in words and not legal):
            body = apply(operation, path, value)
            yield called(path, value), partial(probe_body, operation, body)
    if creator != operation and creator in OPERATIONS:
        for path, value, legal in variations(creator):
            if words & set(path) and legal:
                script = partial(probe_reader, operation, apply(creator, path, value))
                yield called("read", path, value), script
    if operation.startswith("List"):
        for path, member, _ in places(shape):
            for value in [*legal_values(member), *wrong_values(member), None]:
                body = {path[-1]: value}
                yield called(body), partial(probe_body, operation, body)
    enums = [(path, member) for path, member, _ in places(shape) if "enum" in member]
    named = [(path, member["enum"]) for path, member in enums if words & set(path)]
    for (one, values), (other, others) in combinations(named, 2):
        for value, another in product(values, others):
            body = changed(apply(operation, one, value), other, another)
            yield called(one, value, other, another), partial(probe_body, operation, body)


def api_name(wire_name: str) -> str:
    """The name that boto3 has for a member."""
    return wire_name[:1].upper() + wire_name[1:]


def called(*parts: Any) -> str:
    """Name a script after what it changes."""
    text = repr(parts)
    return f"{text:.100} ({len(text)})"


_CLEAN: dict[tuple[str, str], list[tuple[Any, ...]]] = {}


def clean(operation: str, name: str, script: Callable[[Session], Any]) -> list[tuple[Any, ...]]:
    """Return what a server without defects answers, from memory where it was asked before."""
    key = (operation, name)
    if key not in _CLEAN:
        session = Session(Server())
        script(session)
        _CLEAN[key] = session.signature
    return _CLEAN[key]


# --- The reference -----------------------------------------------------------------------------

SHARE = 4
"""Each variant is asked a part of the variations; all of them are asked of some variants."""


def share(items: list[Any], variant: str) -> list[Any]:
    """Return a variant's share of a list; the plain server gets all."""
    start = sorted(CONFORMING).index(variant) % SHARE
    return items if variant == "reference" else items[start::SHARE]


SOME = sorted({"reference", *one_in(3, sorted(CONFORMING))})
VARIANTS = pytest.mark.sampled("variant", SOME, sorted(CONFORMING))


def client_of(url: str) -> Any:
    """Make a boto3 client that sends to a local server."""
    return boto3.client(
        "amplifybackend",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=Config(retries={"max_attempts": 0}, parameter_validation=True),
    )


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    server = make_server("127.0.0.1", 0, build(), threaded=True, request_handler=Handler)
    threading.Thread(target=partial(server.serve_forever, 0.01), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def client(served: Any) -> Any:
    return client_of(f"http://127.0.0.1:{served.server_port}")


def boto_params(operation: str, client: Any, known: dict[str, str]) -> dict[str, Any]:
    """Make an operation's required parameters in the API's names."""
    model = client.meta.service_model.operation_model(operation).input_shape
    wire = {"appId": APP, ENV_NAME: ENV, **known, **body_of(operation, full=False)}
    if operation.startswith("Import"):
        wire[ENV_NAME] = "imports"
    members = {name: model.members[name] for name in model.required_members}
    return {name: to_api(wire[member.serialization["name"]], member)
            for name, member in members.items()}  # fmt: skip


def to_api(value: Any, shape: Any) -> Any:
    """Rename a wire value's members to the API's names."""
    if shape.type_name == "structure":
        names = {one.serialization.get("name", name): name for name, one in shape.members.items()}
        return {names[key]: to_api(one, shape.members[names[key]]) for key, one in value.items()}
    return value


BOTO_ORDER = (
    "CreateBackend",
    "CreateBackendAPI",
    "CreateBackendAuth",
    "CreateBackendStorage",
    "CreateBackendConfig",
    "CreateToken",
    "GetToken",
    "GetBackend",
    "GetBackendAPI",
    "GetBackendAuth",
    "GetBackendStorage",
    "GenerateBackendAPIModels",
    "GetBackendAPIModels",
    "UpdateBackendAPI",
    "UpdateBackendAuth",
    "UpdateBackendStorage",
    "UpdateBackendConfig",
    "ListBackendJobs",
    "GetBackendJob",
    "UpdateBackendJob",
    "ListS3Buckets",
    "CloneBackend",
    "ImportBackendAuth",
    "ImportBackendStorage",
    "DeleteBackendAPI",
    "DeleteBackendAuth",
    "DeleteBackendStorage",
    "DeleteToken",
    "RemoveBackendConfig",
    "DeleteBackend",
    "RemoveAllBackends",
)


def python_name(operation: str) -> str:
    """Return boto3's name of an operation."""
    words = operation.replace("API", "Api").replace("S3Buckets", "S3_buckets")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()


@VARIANTS
def test_boto3_calls_every_operation(variant: str, served: Any, client: Any) -> None:
    served.app = build(variant)
    known: dict[str, str] = {}
    for operation in BOTO_ORDER:
        if operation == "ImportBackendAuth":
            client.create_backend(AppId=APP, AppName="a", BackendEnvironmentName="imports")
        params = boto_params(operation, client, known)
        answer = getattr(client, python_name(operation))(**params)
        if operation == "CreateToken":
            known["sessionId"] = answer["SessionId"]
        if operation == "ListBackendJobs":
            known["jobId"] = answer["Jobs"][0]["JobId"]
        wired = output_names(client, operation)
        assert {wired[name] for name in answer if name in wired} >= required_of_response(operation)
        for name in ("AppId", "BackendEnvironmentName", "SessionId", "ResourceName"):
            if name in params and name in answer:
                assert answer[name] == params[name]
    assert set(BOTO_ORDER) == set(OPERATIONS)


def output_names(client: Any, operation: str) -> dict[str, str]:
    """Return the wire names of an operation's response by its API names."""
    members = client.meta.service_model.operation_model(operation).output_shape.members
    return {name: member.serialization["name"] for name, member in members.items()}


@cache
def faults(operation: str) -> list[tuple[str, bytes]]:
    """List an operation's bodies with one fault each."""
    raw = dict(raw_bodies(operation))
    broken = [(name, raw[name]) for name in ("cut", "comma", "{", "[]", "null", '"x"', "1")]
    return broken + [
        (f"{path} {value!r:.80}", dumps(apply(operation, path, value)))
        for path, value, legal in variations(operation)
        if not legal
    ]


@VARIANTS
def test_every_single_fault_is_a_bad_request(variant: str) -> None:
    for operation in filter(has_body, OPERATIONS):
        session = Session(build(variant))
        arrange(session, operation)
        for name, body in share(faults(operation), variant):
            answer = session.call(operation, body)
            assert (answer.status, answer.error) == (400, "BadRequestException"), name
            assert isinstance(answer.shown["message"], str)


@VARIANTS
@pytest.mark.parametrize("suffix", sorted(KINDS))
def test_what_is_created_is_read_back(variant: str, suffix: str) -> None:
    operation = f"CreateBackend{suffix}"
    session = Session(build(variant))
    legal = [
        (path, value)
        for path, value, legal in variations(operation)
        if legal and path[0] == "resourceConfig"
    ]
    for number, (path, value) in enumerate(share(legal, variant)):
        env = f"e{number}"
        named = {"appId": APP, "appName": "a", "backendEnvironmentName": env}
        assert session.call("CreateBackend", named).status == 200
        body = apply(operation, path, value) | {"backendEnvironmentName": env}
        assert session.call(operation, body).status == 200, (path, value)
        read = session.call(
            f"GetBackend{suffix}", {"resourceName": "main"}, backendEnvironmentName=env
        )
        given = body["resourceConfig"]
        if path[-1] == "notInTheModel":
            given = body_of(operation)["resourceConfig"]
        imported = {"imported": False} if suffix == "Storage" else {}
        assert read.shown["resourceConfig"] == {**without_nulls(given), **imported}


NOTHING_NEEDED = {"CreateBackend", "CreateBackendConfig", "CreateToken", "ListS3Buckets"}


@VARIANTS
@pytest.mark.parametrize("arranged", [False, True])
def test_what_was_never_made_is_not_found(variant: str, arranged: bool) -> None:
    on_environments = {"GetBackend", "CloneBackend", "ListBackendJobs", "DeleteBackend"}
    for operation in sorted(set(OPERATIONS) - NOTHING_NEEDED):
        makes = operation.startswith(("Create", "Import", "RemoveAll"))
        session = Session(build(variant))
        alone = makes or operation in on_environments
        probe_nothing_there(operation, arranged and not alone, session)
        _, answer = session.log[-1]
        assert (answer.status, answer.error) == (404, "NotFoundException"), operation
        assert set(answer.shown) - {"__type"} == {"message", "resourceType"}


@VARIANTS
def test_made_twice_is_a_bad_request(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    for operation in ("CloneBackend", "CreateBackendConfig", *map("CreateBackend{}".format, KINDS)):
        assert session.call(operation, body_of(operation)).status == 200, operation
        answer = session.call(operation, body_of(operation))
        assert (answer.status, answer.error) == (400, "BadRequestException"), operation


@VARIANTS
def test_updates_are_seen_and_deletions_too(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    for suffix in KINDS:
        create = body_of(f"CreateBackend{suffix}")
        session.call(f"CreateBackend{suffix}", create)
        update = body_of(f"UpdateBackend{suffix}")
        assert session.call(f"UpdateBackend{suffix}", update).status == 200
        read = session.call(f"GetBackend{suffix}", {"resourceName": "main"})
        assert read.shown["resourceConfig"].items() >= {
            name: value
            for name, value in update["resourceConfig"].items()
            if not isinstance(value, dict)
        }.items()  # fmt: skip
        assert includes(read.shown["resourceConfig"], update["resourceConfig"])
        session.call(f"DeleteBackend{suffix}", body_of(f"DeleteBackend{suffix}"))
        assert session.call(f"GetBackend{suffix}", {"resourceName": "main"}).status == 404


def includes(whole: Any, part: Any) -> bool:
    """Whether an object holds all that another one holds."""
    if not isinstance(part, dict):
        return whole == part
    return all(key in whole and includes(whole[key], value) for key, value in part.items())


@VARIANTS
def test_a_small_update_leaves_a_body_that_fits(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    session.call("CreateBackendAuth", body_of("CreateBackendAuth", full=False))
    update = body_of("UpdateBackendAuth", full=False)
    update = changed(update, ("resourceConfig", "userPoolConfigs"), {"oAuth": {}, "mfa": {}})
    update = changed(update, ("resourceConfig", "identityPoolConfigs"), {})
    assert session.call("UpdateBackendAuth", update).status == 200
    config = session.call("GetBackendAuth", {"resourceName": "main"}).shown["resourceConfig"]
    fresh = Session(build())
    fresh.call("CreateBackend", body_of("CreateBackend"))
    made = {**body_of("CreateBackendAuth"), "resourceConfig": config}
    assert fresh.call("CreateBackendAuth", made).status == 200


@VARIANTS
def test_jobs_are_listed_once_over_the_pages(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    session.call("CreateBackendAPI", body_of("CreateBackendAPI"))
    for _ in range(30):
        session.call("UpdateBackendAPI", {"resourceName": "main"})
    for size in (7, None):
        jobs: list[str] = []
        token: str | None = None
        while True:
            request = {"maxResults": size, "nextToken": token}
            page = session.call("ListBackendJobs", request).shown
            assert len(page["jobs"]) <= (size or 25)
            jobs += [job["jobId"] for job in page["jobs"]]
            token = page.get("nextToken")
            if token is None:
                break
        assert len(jobs) == len(set(jobs)) == 32
    change = {"status": "Odd", "operation": "Strange"}
    assert session.call("UpdateBackendJob", change, jobId=jobs[5]).status == 200
    assert includes(session.call("GetBackendJob", jobId=jobs[5]).shown, change)
    for wanted in ({"status": "Odd"}, {"operation": "Strange"}, {"jobId": jobs[5]}, change):
        found = session.call("ListBackendJobs", wanted).shown["jobs"]
        assert [job["jobId"] for job in found] == [jobs[5]]
    answer = session.call("ListBackendJobs", {"nextToken": "made-up"})
    assert (answer.status, answer.error) == (400, "BadRequestException")


@VARIANTS
def test_every_job_of_an_answer_resolves(variant: str) -> None:
    options = CONFORMING[variant]
    session = Session(build(variant))
    for operation in BOTO_ORDER:
        if operation == "ImportBackendAuth":
            session.call("CreateBackend", {**body_of("CreateBackend"), ENV_NAME: "imports"})
        env = "imports" if operation.startswith("Import") else ENV
        answer = session.call(operation, body_of(operation), backendEnvironmentName=env)
        assert answer.status == 200, (operation, answer.body)
        job = answer.shown.get("jobId")
        gone = operation == "DeleteBackend" and options.jobs_of_removed == "gone"
        if job is not None:
            read = session.call("GetBackendJob", jobId=job, backendEnvironmentName=env)
            assert read.status == (404 if gone else 200), operation


@VARIANTS
def test_a_clone_holds_the_same(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    for suffix in KINDS:
        session.call(f"CreateBackend{suffix}", body_of(f"CreateBackend{suffix}"))
    assert session.call("CloneBackend", body_of("CloneBackend")).status == 200
    for suffix in KINDS:
        both = [
            session.call(
                f"GetBackend{suffix}", {"resourceName": "main"}, backendEnvironmentName=env
            ).shown["resourceConfig"]
            for env in (ENV, "copy")
        ]
        assert both[0] == both[1]


@VARIANTS
def test_tokens_and_configurations(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    token = session.call("CreateToken").shown
    assert session.call("GetToken").shown == token
    assert session.call("GetToken", appId="other").status == 404
    assert session.call("DeleteToken").shown["isSuccess"] is True
    assert session.call("GetToken").status == 404
    assert session.call("UpdateBackendConfig", {}).status == 404
    assert session.call("CreateBackendConfig", {}).status == 200
    login = {"loginAuthConfig": {"aws_cognito_region": "é", "aws_user_pools_id": ""}}
    updated = session.call("UpdateBackendConfig", login).shown
    assert updated["loginAuthConfig"] == login["loginAuthConfig"]
    assert session.call("RemoveBackendConfig").status == 200
    assert session.call("RemoveBackendConfig").status == 404


@VARIANTS
def test_removed_backends_are_gone(variant: str) -> None:
    session = Session(build(variant))
    for env in ("one", "two", "three"):
        session.call("CreateBackend", {**body_of("CreateBackend"), ENV_NAME: env})
    assert session.call("DeleteBackend", backendEnvironmentName="one").status == 200
    left = session.call("GetBackend", {}).shown["backendEnvironmentList"]
    assert sorted(left) == ["three", "two"]
    assert session.call("GetBackend", {ENV_NAME: "one"}).status == 404
    assert session.call("RemoveAllBackends", {"cleanAmplifyApp": False}).status == 200
    assert session.call("ListBackendJobs", {}, backendEnvironmentName="two").status == 404
    answer = session.call("GetBackend", {})
    assert answer.status == 404 or answer.shown["backendEnvironmentList"] == []


EDGES: tuple[bytes, ...] = (
    b'{"appName": "a", "appId": "a", "appId": "b", "backendEnvironmentName": "e"}',
    b'{"appName": "\\ud800", "appId": "a\\udfff", "backendEnvironmentName": "\\u0000"}',
    b'{"x": ' + b"[" * 100_000,
    b'{"x": ' + b"[" * 200 + b"]" * 200 + b"}",
    b'{"appId": NaN}',
    b'{"appId": 1e999}',
    b'{"appId": ' + b"9" * 5000 + b"}",
    b"\xff\xfe{}",
    b"   ",
    dumps({"appId": "a", "appName": "x" * 100_001, ENV_NAME: "f"}),
    dumps({"appId": "a", "appName": "x", ENV_NAME: "g", "pad": "x" * 2**20}),
)


@VARIANTS
def test_edges_never_crash_the_server(variant: str) -> None:
    session = Session(build(variant))
    for edge in EDGES:
        for media in ("application/json", "text/plain", ""):
            answer = session.send("POST", "/backend", edge, media)
            assert answer.status == 200 or 400 <= answer.status < 500, edge[:80]
    for label in (".", "..", "\x00", "x" * 300, "a\ud7ff"):
        session.call("CreateBackend", {"appId": label, "appName": "", ENV_NAME: label})
        answer = session.call("ListBackendJobs", {}, appId=label, backendEnvironmentName=label)
        assert answer.status in {200, 400}
    for raw in ("/backend/%ff/details", "/backend/%zz/details", "/backend/a%/details"):
        assert session.send("POST", raw, b"{}").status == 404


@VARIANTS
def test_labels_are_percent_decoded_once(variant: str) -> None:
    session = Session(build(variant))
    for label in LABELS[:-2]:
        session.call("CreateBackend", {"appId": label, "appName": "", ENV_NAME: label})
        answer = session.call("ListBackendJobs", {}, appId=label, backendEnvironmentName=label)
        assert [job[ENV_NAME] for job in answer.shown["jobs"]] == [label]


UNKNOWN: tuple[str, ...] = (
    "PUT /backend",
    "GET /backend/app/details",
    "POST /backend/app/challenge/x",
    "POST /backend//details",
    "POST /backend/",
    "POST /backend/app/details/",
    "POST /s3buckets",
    "POST /",
    "DELETE /backend/app/environments/Dev",
)


@VARIANTS
def test_unknown_paths_and_methods_are_refused(variant: str) -> None:
    session = Session(build(variant))
    arrange(session, "GetBackend")
    for line in UNKNOWN:
        answer = session.send(*line.split(), dumps(body_of("CreateBackend")))
        assert 400 <= answer.status < 500, line


@VARIANTS
def test_what_fails_changes_nothing(variant: str) -> None:
    session = Session(build(variant))
    session.call("CreateBackend", body_of("CreateBackend"))
    for suffix in KINDS:
        session.call(f"CreateBackend{suffix}", body_of(f"CreateBackend{suffix}"))
    before = survey(session)
    for suffix in KINDS:
        for verb in ("Create", "Update"):
            body = {**body_of(f"{verb}Backend{suffix}"), "resourceName": 5}
            assert session.call(f"{verb}Backend{suffix}", body).status == 400
    for operation in ("RemoveAllBackends", "UpdateBackendJob", "CreateBackendConfig"):
        assert session.call(operation, b'{"cleanAmplifyApp": true,').status in {400, 404}
    assert survey(session) == before


def survey(session: Session) -> list[bytes]:
    """Read everything."""
    readers = [("GetBackend", {}), ("ListBackendJobs", {})]
    readers += [(f"GetBackend{suffix}", {"resourceName": "main"}) for suffix in KINDS]
    return [session.call(operation, body).body for operation, body in readers]


def test_every_option_is_decided_otherwise_by_some_variant() -> None:
    plain = Options()
    for option in fields(Options):
        used = [getattr(options, option.name) for options in CONFORMING.values()]
        assert any(value != getattr(plain, option.name) for value in used), option.name
        assert set(choices(option.name)) <= set(used), option.name
    assert len(CONFORMING) >= 15


def test_the_imported_resource_is_read_back() -> None:
    session = Session(build("one_api"))
    session.call("CreateBackend", body_of("CreateBackend"))
    body = {"serviceName": "S3", "bucketName": " Bucket "}
    assert session.call("ImportBackendStorage", body).status == 200
    config = session.call("GetBackendStorage", {"resourceName": "any"}).shown["resourceConfig"]
    assert config == {"imported": True, **body}


def test_the_command_prints_its_url_first() -> None:
    command = module_command("tests.amplifybackend.reference", "--port", "0")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert client_of(url).list_s3_buckets()["Buckets"]
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


# --- The defects -------------------------------------------------------------------------------


def planting_of(name: str) -> tuple[str, ...]:
    """The check a defect belongs to, and the ways in which it is planted."""
    (plan,) = DEFECTS[name].wrap.args
    return DEFECTS[name].family, *sorted({each.__qualname__ for each in plan.values()})


DEFECT = pytest.mark.sampled("name", one_in(4, DEFECTS, planting_of), DEFECTS)


def test_the_catalogue_is_wide() -> None:
    assert len(DEFECTS) >= 110
    assert {defect.family for defect in DEFECTS.values()} == set(FAMILIES)
    for operation in OPERATIONS:
        assert sum(defect.operation == operation for defect in DEFECTS.values()) >= 2, operation


@DEFECT
def test_a_defect_changes_an_answer(name: str) -> None:
    defect = DEFECTS[name]
    words = frozenset(re.findall(r"\w+", defect.hint))
    for probe, script in probes(defect.operation, words):
        session = Session(defect.wrap(Server()))
        script(session)
        if session.signature != clean(defect.operation, probe, script):
            return
    pytest.fail("no script is answered differently")


def plain_script(session: Session) -> None:
    """Call every operation once, with plain values."""
    labels = {"jobId": "job-000001", "sessionId": "session-000001"}
    for operation in BOTO_ORDER:
        body = body_of(operation, full=operation == "CreateBackendConfig")
        session.call(operation, body, **labels)


def by_operation(session: Session) -> list[tuple[str, Any]]:
    """Return what was answered, job identifiers made alike."""
    return [
        (operation, re.sub(r"job-\d+", "job", repr(answer.signature)))
        for operation, answer in session.log
    ]


QUIET = {"accepts_invalid", "wrong_rejection", "server_error", "unknown_path", "error_shape"}


@pytest.fixture(scope="module")
def plain_answers() -> list[tuple[str, Any]]:
    session = Session(Server())
    plain_script(session)
    assert all(answer.status == 200 for _, answer in session.log)
    return by_operation(session)


@DEFECT
def test_a_defect_leaves_other_traffic_alone(
    name: str, plain_answers: list[tuple[str, Any]]
) -> None:
    defect = DEFECTS[name]
    session = Session(defect.wrap(Server()))
    plain_script(session)
    for (operation, answer), (_, expected) in zip(
        by_operation(session), plain_answers, strict=True
    ):
        if defect.family in QUIET or operation != defect.operation:
            assert answer == expected, operation
