"""A conforming AmplifyBackend server, written from the rules alone.

The server is the suite's independent oracle: it shares no code with the tester. The messages
come from botocore's raw service model, read as plain JSON; how the operations hang together is
written here by hand. Every decision that the rules leave open is a field of `Options`, and
`CONFORMING` names servers that decide differently. None of them may ever be reported.

Run it: ``python -m tests.amplifybackend.reference --port 0 [--variant NAME] [--defect NAME]``
prints the server's URL on the first line of standard output.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import importlib.util
import io
import itertools
import json
import math
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import quote, unquote_to_bytes

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

Json = Any
Shape = Mapping[str, Any]
Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Any], Iterable[bytes]]

# --- The model ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """Where one operation lives: its method and its path, a label written ``{name}``."""

    operation: str
    method: str
    segments: tuple[str, ...]

    def match(self, method: str, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Return the labels, or nothing where this is another operation's request."""
        return self.labels(segments) if method == self.method else None

    def labels(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Return the labels of a path, whatever the method."""
        if len(segments) != len(self.segments):
            return None
        labels = {}
        for pattern, raw in zip(self.segments, segments, strict=True):
            if not pattern.startswith("{"):
                if pattern != raw:
                    return None
            elif raw:
                labels[pattern[1:-1]] = decode_label(raw)
            else:
                return None
        return labels


def decode_label(raw: str) -> str:
    """Percent-decode one segment of a path as WSGI spells it, once."""
    return unquote_to_bytes(raw.encode("latin-1", "replace")).decode("utf-8", "replace")


def load_model() -> dict[str, Any]:
    """Read botocore's service model as the JSON document it is."""
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("botocore is not installed: its service model is needed")
    root = Path(spec.submodule_search_locations[0])
    packed = root / "data" / "amplifybackend" / "2020-08-11" / "service-2.json.gz"
    return json.loads(gzip.decompress(packed.read_bytes()))


MODEL: dict[str, Any] = load_model()
SHAPES: dict[str, Shape] = MODEL["shapes"]
OPERATIONS: tuple[str, ...] = tuple(sorted(MODEL["operations"]))
ROUTES: tuple[Route, ...] = tuple(
    Route(name, http["method"], tuple(http["requestUri"].split("/")[1:]))
    for name in OPERATIONS
    for http in [MODEL["operations"][name]["http"]]
)
STATUS_OF: dict[str, int] = {
    name: shape["error"]["httpStatusCode"] for name, shape in SHAPES.items() if "error" in shape
}


def input_shape(operation: str) -> Shape:
    """Return the shape of an operation's request."""
    return SHAPES[MODEL["operations"][operation]["input"]["shape"]]


def output_shape(operation: str) -> Shape:
    """Return the shape of an operation's response."""
    return SHAPES[MODEL["operations"][operation]["output"]["shape"]]


def wire_members(shape: Shape) -> dict[str, tuple[Shape, bool]]:
    """Return a structure's body members by wire name: their shape, and whether required."""
    required = shape.get("required", ())
    return {
        member.get("locationName", name): (SHAPES[member["shape"]], name in required)
        for name, member in shape["members"].items()
        if "location" not in member
    }


@cache
def body_members(operation: str) -> frozenset[str]:
    """Return the wire names of an operation's body members."""
    return frozenset(wire_members(input_shape(operation)))


@cache
def required_of_response(operation: str) -> frozenset[str]:
    """Return the response members that the companion shape requires, by wire name.

    The companion of the same name comes first, then BackendStorageRespObj for the storage
    operations, then any other with the very same members.
    """
    shape = output_shape(operation)
    own = MODEL["operations"][operation]["output"]["shape"].replace("Response", "RespObj")
    alike = [
        name
        for name, other in SHAPES.items()
        if name.endswith("RespObj") and set(other.get("members", ())) == set(shape["members"])
    ]
    for name in (own, "BackendStorageRespObj", *alike):
        if name in alike:
            members = SHAPES[name].get("required", ())
            return frozenset(shape["members"][member]["locationName"] for member in members)
    return frozenset()


# --- What is left open -------------------------------------------------------------------------

Accepted = Literal["accepted", "refused"]
Kind = Literal["api", "auth", "storage"]


@dataclass(frozen=True)
class Options:
    """How a server decides what the rules leave to it: one field a decision."""

    # Which of two faults is reported.
    missing_first: Literal["never", "path", "always"] = "never"
    # Apps.
    token_needs_app: bool = False
    config_needs_app: bool = False
    buckets_need_app: bool = False
    empty_app: Literal["listed", "missing"] = "missing"
    remove_all_removes_app: bool = True
    remove_all_twice: Literal["accepted", "missing"] = "accepted"
    app_name_of: Literal["first", "last"] = "first"
    details_name_one: bool = False
    # Resources.
    one_per_environment: frozenset[str] = frozenset()
    imported_name: Literal["fixed", "given", "any", "generated"] = "fixed"
    imported_config: Literal["absent", "defaults"] = "defaults"
    second_import: Literal["refused", "replaces", "adds"] = "refused"
    update: Literal["deep", "members", "whole"] = "deep"
    models_ungenerated: Literal["stale", "missing"] = "stale"
    repeated_delete: Literal["missing", "accepted"] = "missing"
    # Jobs and listings.
    job_order: Literal["oldest", "newest", "by_id"] = "oldest"
    environment_order: Literal["oldest", "newest", "sorted"] = "oldest"
    jobs_of_removed: Literal["resolve", "gone", "omitted"] = "resolve"
    jobs_of_app: Literal["omitted", "any_environment"] = "omitted"
    status_advances: bool = False
    page_cap: int = 25
    empty_last_page: bool = False
    token_bound_to_query: bool = False
    empty_next_token: Accepted = "accepted"
    buckets: Literal["none", "fixed", "stored"] = "fixed"
    bucket_token: Literal["refused", "ignored"] = "refused"
    # Requests at the edge.
    unknown_path_status: Literal[400, 403, 404, 405] = 404
    wrong_method_status: Literal[400, 403, 404, 405] = 405
    unknown_path_html: bool = False
    float_max_results: Accepted = "accepted"
    body_without_members: Literal["parsed", "ignored"] = "ignored"
    blank_body: Accepted = "refused"
    duplicate_keys: Literal["first", "last", "refused"] = "last"
    odd_content_type: Literal["accepted", "400", "415"] = "accepted"
    dot_labels: Accepted = "accepted"
    control_labels: Accepted = "accepted"
    long_labels: Accepted = "accepted"
    long_strings: Accepted = "accepted"
    deep_nesting: Accepted = "accepted"
    big_bodies: Literal["accepted", "400", "413"] = "accepted"
    # What a response holds.
    optional_members: Literal["all", "usual", "required"] = "usual"
    absent_as_null: bool = False
    integers_as_doubles: bool = False
    ids: Literal["sequential", "uuid"] = "sequential"
    times: Literal["fixed", "iso", "epoch"] = "fixed"
    states: tuple[str, str] = ("CREATED", "COMPLETED")
    # How it is written.
    wording: Literal["detailed", "terse", "aws"] = "detailed"
    type_in_body: bool = False
    errortype_suffix: str = ""
    request_id_on_errors: bool = True
    header_case: Literal["aws", "lower", "upper"] = "aws"
    extra_headers: bool = False
    content_type: str = "application/json"
    key_order: Literal["model", "reversed", "sorted"] = "model"
    indent: int | None = None
    escape_unicode: bool = False
    escape_slashes: bool = False
    chunked: bool = False
    keep_alive: bool = True


CONFORMING: dict[str, Options] = {
    "reference": Options(),
    "minimal": Options(
        optional_members="required",
        wording="terse",
        request_id_on_errors=False,
        imported_config="absent",
        buckets="none",
        jobs_of_removed="omitted",
        keep_alive=False,
    ),
    "talkative": Options(
        optional_members="all",
        jobs_of_app="any_environment",
        ids="uuid",
        times="iso",
        type_in_body=True,
        errortype_suffix=":http://internal.amazon.com/coral/com.amazonaws.amplifybackend/",
        extra_headers=True,
        wording="aws",
        states=("IN_PROGRESS", "SUCCEEDED"),
        status_advances=True,
    ),
    "nulls": Options(absent_as_null=True, key_order="sorted", times="epoch"),
    "strict": Options(
        token_needs_app=True,
        config_needs_app=True,
        buckets_need_app=True,
        one_per_environment=frozenset({"api", "auth", "storage"}),
        second_import="refused",
        empty_next_token="refused",
        float_max_results="refused",
        body_without_members="parsed",
        duplicate_keys="refused",
        odd_content_type="415",
        dot_labels="refused",
        control_labels="refused",
        long_labels="refused",
        long_strings="refused",
        deep_nesting="refused",
        big_bodies="413",
        token_bound_to_query=True,
        models_ungenerated="missing",
        remove_all_twice="missing",
        unknown_path_status=403,
        wrong_method_status=403,
    ),
    "strict_400": Options(
        odd_content_type="400",
        big_bodies="400",
        long_strings="refused",
        deep_nesting="refused",
        body_without_members="parsed",
        unknown_path_status=400,
        wrong_method_status=400,
    ),
    "lenient": Options(
        blank_body="accepted",
        duplicate_keys="first",
        bucket_token="ignored",
        empty_app="listed",
        repeated_delete="accepted",
        second_import="adds",
        imported_name="generated",
        unknown_path_html=True,
    ),
    "missing_first": Options(missing_first="always", empty_app="listed", job_order="newest"),
    "missing_first_by_path": Options(missing_first="path", details_name_one=True),
    "replaces_members": Options(update="members", key_order="reversed", app_name_of="last"),
    "replaces_whole": Options(update="whole", imported_name="given", second_import="replaces"),
    "one_api": Options(one_per_environment=frozenset({"api"}), imported_name="any"),
    "newest_first": Options(job_order="newest", environment_order="newest", ids="uuid"),
    "shuffled": Options(job_order="by_id", environment_order="sorted", ids="uuid", times="iso"),
    "small_pages": Options(page_cap=2, empty_last_page=True),
    "forgetful": Options(jobs_of_removed="gone", jobs_of_app="omitted", empty_app="missing"),
    "keeps_apps": Options(
        remove_all_removes_app=False,
        empty_app="listed",
        jobs_of_app="any_environment",
        buckets="stored",
    ),
    "doubles": Options(integers_as_doubles=True, escape_unicode=True),
    "pretty": Options(indent=2, content_type="application/json; charset=utf-8", chunked=True),
    "proxied": Options(
        extra_headers=True,
        header_case="lower",
        escape_slashes=True,
        escape_unicode=True,
        chunked=True,
        keep_alive=False,
        content_type="application/json;charset=UTF-8",
    ),
    "gateway": Options(
        unknown_path_status=403,
        wrong_method_status=404,
        unknown_path_html=True,
        header_case="upper",
        type_in_body=True,
        wording="aws",
        odd_content_type="415",
    ),
    "old_router": Options(unknown_path_status=405, wrong_method_status=405, wording="terse"),
}


def choices(name: str) -> tuple[Any, ...]:
    """Return the values that one option may have, as far as they can be listed."""
    hint = get_type_hints(Options)[name]
    return (False, True) if hint is bool else get_args(hint) if is_literal(hint) else ()


def is_literal(hint: Any) -> bool:
    """Whether a type hint is a `Literal`."""
    return getattr(hint, "__origin__", None) is Literal


# --- Errors ------------------------------------------------------------------------------------


class ServiceError(Exception):
    """A request that is refused: what the answer says."""

    def __init__(self, name: str, detail: str, status: int | None = None, **members: str) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = detail
        self.status = STATUS_OF[name] if status is None else status
        self.members = members


def bad(detail: str) -> ServiceError:
    """Make the answer to a request that is not formed properly."""
    return ServiceError("BadRequestException", detail)


def missing(kind: str, name: str = "") -> ServiceError:
    """Make the answer to a request for what is not there."""
    return ServiceError("NotFoundException", f"{kind} {name!r} not found", resourceType=kind)


# --- Reading a request -------------------------------------------------------------------------


def read_body(environ: Environ) -> bytes:
    """Read a request's whole body, however its length is given."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return stream.read()
    length = environ.get("CONTENT_LENGTH") or "0"
    return stream.read(int(length)) if length.isascii() and length.isdigit() else b""


def raw_path(environ: Environ) -> str:
    """Return the path before any decoding, or the best that is known of it."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw is None:
        decoded = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        return quote(decoded.encode("latin-1"), safe="/")
    raw = raw.partition("#")[0].partition("?")[0]
    if "://" in raw.partition("%")[0] and not raw.startswith("/"):
        raw = "/" + raw.split("://", 1)[1].partition("/")[2]
    return raw


def split_path(path: str) -> tuple[str, ...]:
    """Split a raw path into its segments, empty ones kept."""
    return tuple(path.split("/")[1:])


def nesting(value: Json) -> int:
    """Measure how deep lists and objects stand in each other, without recursion."""
    deepest, layer = 0, [value]
    while layer := [item for item in layer if isinstance(item, (dict, list))]:
        deepest += 1
        layer = [
            inner for item in layer for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return deepest


def reject_constant(text: str) -> Json:
    """Refuse NaN and the infinities, which Python would read."""
    raise ValueError(f"{text} is not JSON")


class Admission:
    """Parses bodies and admits only what fits the model."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def parse(self, body: bytes) -> dict[str, Json]:
        """Parse a body; an empty one is an empty object."""
        if not body or (self.options.blank_body == "accepted" and not body.strip()):
            return {}
        if len(body) > 2**20 and self.options.big_bodies != "accepted":
            status = int(self.options.big_bodies)
            name = "BadRequestException" if status == 400 else "RequestTooLargeException"
            raise ServiceError(name, "The body is too large", status)
        try:
            value = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=self._pairs,
                parse_constant=reject_constant,
            )
        except (ValueError, RecursionError) as error:
            raise bad(f"The body is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise bad("The body is not a JSON object")
        if self.options.deep_nesting == "refused" and nesting(value) > 100:
            raise bad("The body is nested too deeply")
        return value

    def _pairs(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        keys = dict(pairs)
        if len(keys) == len(pairs) or self.options.duplicate_keys == "last":
            return keys
        if self.options.duplicate_keys == "refused":
            raise ValueError("an object repeats a key")
        return dict(reversed(pairs))

    def admit(self, shape: Shape, value: Json, where: str) -> Json:
        """Return what the model knows of a value, or refuse it."""
        match shape["type"]:
            case "structure":
                return self._structure(shape, value, where)
            case "list":
                return self._list(shape, value, where)
            case "string":
                return self._string(shape, value, where)
            case "boolean":
                if not isinstance(value, bool):
                    raise bad(f"{where}: expected a boolean")
                return value
            case "integer":
                return self._integer(shape, value, where)
            case _:
                return self._double(value, where)

    def _structure(self, shape: Shape, value: Json, where: str) -> dict[str, Json]:
        if not isinstance(value, dict):
            raise bad(f"{where or 'body'}: expected an object")
        admitted = {}
        for name, (member, required) in wire_members(shape).items():
            place = f"{where}.{name}" if where else name
            if value.get(name) is not None:
                admitted[name] = self.admit(member, value[name], place)
            elif required:
                raise bad(f"{place}: a required member is missing")
        return admitted

    def _list(self, shape: Shape, value: Json, where: str) -> list[Json]:
        if not isinstance(value, list):
            raise bad(f"{where}: expected a list")
        member = SHAPES[shape["member"]["shape"]]
        return [self.admit(member, item, f"{where}[{i}]") for i, item in enumerate(value)]

    def _string(self, shape: Shape, value: Json, where: str) -> str:
        if not isinstance(value, str):
            raise bad(f"{where}: expected a string")
        if "enum" in shape and value not in shape["enum"]:
            raise bad(f"{where}: {value[:80]!r} is none of {', '.join(shape['enum'])}")
        if len(value) > 100_000 and self.options.long_strings == "refused":
            raise bad(f"{where}: the string is too long")
        return value

    def _integer(self, shape: Shape, value: Json, where: str) -> int:
        if isinstance(value, float) and self.options.float_max_results == "accepted":
            value = int(value) if math.isfinite(value) and value.is_integer() else value
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad(f"{where}: expected an integer")
        if not shape["min"] <= value <= shape["max"]:
            raise bad(f"{where}: must be from {shape['min']} to {shape['max']}")
        return value

    def _double(self, value: Json, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise bad(f"{where}: expected a number")
        try:
            double = float(value)
        except OverflowError:
            double = math.inf
        if not math.isfinite(double):
            raise bad(f"{where}: the number is out of range")
        return double if self.options.integers_as_doubles else value

    def check_labels(self, labels: Mapping[str, str]) -> None:
        """Refuse the labels that this server does not take."""
        for name, value in labels.items():
            odd = {
                "dot_labels": value in {".", ".."},
                "control_labels": any(ord(c) < 32 or 127 <= ord(c) < 160 for c in value),
                "long_labels": len(value) > 256,
            }
            for option, met in odd.items():
                if met and getattr(self.options, option) == "refused":
                    raise bad(f"{name}: this label is not allowed")

    def check_content_type(self, environ: Environ) -> None:
        """Refuse a body of another media type, where this server cares."""
        media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        if self.options.odd_content_type != "accepted" and media_type != "application/json":
            status = int(self.options.odd_content_type)
            name = "BadRequestException" if status == 400 else "UnsupportedMediaTypeException"
            raise ServiceError(name, "Content-Type must be application/json", status)


# --- State -------------------------------------------------------------------------------------


@dataclass
class Resource:
    """An API, the auth or the storage of an environment; `name` is None for "any name"."""

    kind: str
    name: str | None
    config: dict[str, Json] | None
    imported: bool = False
    generated: bool = False

    def copy(self) -> Resource:
        """Return a resource of its own with the same values."""
        return replace(self, config=json.loads(json.dumps(self.config)))


@dataclass
class App:
    """An app: each environment is its list of resources."""

    name: str
    environments: dict[str, list[Resource]] = field(default_factory=dict)


@dataclass
class Job:
    """What an operation left behind; `environment` is None for one of the whole app."""

    id: str
    app: str
    environment: str | None
    operation: str
    status: str
    created: str
    updated: str
    touched: set[str] = field(default_factory=set)


Args = dict[str, Any]
Answer = dict[str, Json]

SCOPES: dict[str, tuple[str, ...]] = {
    "CloneBackend": ("environment",),
    "DeleteBackend": ("environment",),
    "DeleteToken": ("token",),
    "GetBackend": ("app", "environment"),
    "GetBackendJob": ("job",),
    "GetToken": ("token",),
    "ListBackendJobs": ("environment",),
    "RemoveAllBackends": ("app",),
    "RemoveBackendConfig": ("config",),
    "UpdateBackendConfig": ("config",),
    "UpdateBackendJob": ("job",),
}
KINDS: dict[str, str] = {"API": "api", "Auth": "auth", "Storage": "storage"}
for _suffix, _kind in KINDS.items():
    SCOPES[f"CreateBackend{_suffix}"] = SCOPES[f"ImportBackend{_suffix}"] = ("environment",)
    for _verb in ("Get", "Update", "Delete"):
        SCOPES[f"{_verb}Backend{_suffix}"] = ("environment", _kind)
SCOPES["GenerateBackendAPIModels"] = SCOPES["GetBackendAPIModels"] = ("environment", "api")

READ_SHAPES: dict[str, Shape] = {
    kind: SHAPES[output_shape(f"GetBackend{suffix}")["members"]["ResourceConfig"]["shape"]]
    for suffix, kind in KINDS.items()
}
UPDATE_SHAPES: dict[str, Shape] = {
    kind: SHAPES[input_shape(f"UpdateBackend{suffix}")["members"]["ResourceConfig"]["shape"]]
    for suffix, kind in KINDS.items()
}
UPDATE_DEPTH: dict[str, float] = {"deep": math.inf, "members": 1, "whole": 0}


def blank(shape: Shape) -> Json:
    """Make the plainest value of a shape: required members only."""
    match shape["type"]:
        case "structure":
            members = wire_members(shape).items()
            return {name: blank(member) for name, (member, required) in members if required}
        case "list":
            return []
        case "string":
            return shape.get("enum", [""])[0]
        case "boolean":
            return False
        case _:
            return 8


def overlay(read: Shape, update: Shape, old: Answer, new: Answer, depth: float) -> Answer:
    """Put an update's members over the old ones.

    Down to `depth` levels, members not given keep their old values; below, they go, unless the
    reader requires them or the update has no such member.
    """
    updatable = wire_members(update)
    result: Answer = {}
    for name, (shape, required) in wire_members(read).items():
        if name in new and shape["type"] == "structure":
            before = old.get(name) or {}
            result[name] = overlay(shape, updatable[name][0], before, new[name], depth - 1)
        elif name in new:
            result[name] = new[name]
        elif name in old and (depth > 0 or required or name not in updatable):
            result[name] = old[name]
        elif required:
            result[name] = blank(shape)
    return result


class Clock:
    """Makes identifiers and times, predictable ones where the options say so."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._numbers: dict[str, Iterator[int]] = {}

    def identifier(self, word: str) -> str:
        """Return an identifier that was not given before."""
        if self.options.ids == "uuid":
            return str(uuid.uuid4())
        return f"{word}-{next(self._numbers.setdefault(word, itertools.count(1))):06d}"

    def now(self) -> str:
        """Return the time as this server writes it."""
        match self.options.times:
            case "iso":
                return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            case "epoch":
                return str(int(time.time()))
            case _:
                return "2020-08-11T00:00:00Z"


class Store:
    """What the server knows, and how things are found in it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = Clock(options)
        self.apps: dict[str, App] = {}
        self.jobs: dict[str, Job] = {}
        self.tokens: dict[tuple[str, str], Answer] = {}
        self.configs: dict[str, Answer] = {}
        self.deleted: set[tuple[str, ...]] = set()
        self._finders: dict[str, tuple[tuple[str, ...], Callable[[Args], Any]]] = {
            "app": (("appId",), self.app),
            "environment": (("appId", "backendEnvironmentName"), self.environment),
            "token": (("appId", "sessionId"), self.token),
            "config": (("appId",), self.config),
            "job": (("appId", "backendEnvironmentName", "jobId"), self.job),
        }
        needs = ("appId", "backendEnvironmentName", "resourceName")
        for kind in KINDS.values():
            self._finders[kind] = (needs, partial(self.resource, kind))

    def require(self, operation: str, args: Args) -> None:
        """Raise where something that the operation works on is not there.

        Only the steps whose names are known are taken, so that a request that was not read to
        its end can be looked up as far as it goes.
        """
        for step in self._scope(operation):
            needs, find = self._finders[step]
            if not all(isinstance(args.get(name), str) for name in needs):
                continue
            key = (step, *(args[name] for name in needs))
            if key not in self.deleted or not operation.startswith("Delete"):
                find(args)

    def _scope(self, operation: str) -> tuple[str, ...]:
        needs_app = {
            "CreateToken": self.options.token_needs_app,
            "CreateBackendConfig": self.options.config_needs_app,
        }
        return ("app",) if needs_app.get(operation) else SCOPES.get(operation, ())

    def app(self, args: Args) -> App:
        """Find an app."""
        if args["appId"] not in self.apps:
            raise missing("App", args["appId"])
        return self.apps[args["appId"]]

    def environment(self, args: Args) -> list[Resource]:
        """Find an environment: its resources."""
        environments = self.app(args).environments
        if args["backendEnvironmentName"] not in environments:
            raise missing("BackendEnvironment", args["backendEnvironmentName"])
        return environments[args["backendEnvironmentName"]]

    def resource(self, kind: str, args: Args) -> Resource:
        """Find a resource by its name, or the imported one that answers to any."""
        found = [
            resource
            for resource in self.environment(args)
            if resource.kind == kind and resource.name in (args["resourceName"], None)
        ]
        if not found:
            raise missing(f"Backend{kind.title()}", args["resourceName"])
        return min(found, key=lambda resource: resource.name is None)

    def token(self, args: Args) -> Answer:
        """Find a challenge token."""
        key = (args["appId"], args["sessionId"])
        if key not in self.tokens:
            raise missing("Token", args["sessionId"])
        return self.tokens[key]

    def config(self, args: Args) -> Answer:
        """Find an app's configuration."""
        if args["appId"] not in self.configs:
            raise missing("BackendConfig", args["appId"])
        return self.configs[args["appId"]]

    def job(self, args: Args) -> Job:
        """Find a job of an environment, or one of the whole app under any environment."""
        job = self.jobs.get(args["jobId"])
        if job is None or job.app != args["appId"]:
            raise missing("Job", args["jobId"])
        if job.environment is not None:
            if job.environment != args["backendEnvironmentName"]:
                raise missing("Job", args["jobId"])
            if self.options.jobs_of_removed == "gone":
                self.environment(args)
        return job

    def add_job(self, operation: str, app: str, environment: str | None) -> Answer:
        """Remember a job and return what a response says of it."""
        now = self.clock.now()
        status = self.options.states[0]
        job = Job(self.clock.identifier("job"), app, environment, operation, status, now, now)
        self.jobs[job.id] = job
        return {"jobId": job.id, "operation": operation, "status": status}

    def forget(self, app: str, environment: str) -> None:
        """Forget what is known of a removed environment; its jobs only where asked to."""
        self.deleted = {key for key in self.deleted if key[1:3] != (app, environment)}
        if self.options.jobs_of_removed == "gone":
            left = {
                job.id: job
                for job in self.jobs.values()
                if (job.app, job.environment) != (app, environment)
            }
            self.jobs = left


# --- The operations ----------------------------------------------------------------------------


class Backends:
    """The operations on apps, environments, resources, configurations and tokens."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.options = store.options

    def handlers(self) -> dict[str, Callable[[Args], Answer]]:
        """Return the operations by name."""
        table: dict[str, Callable[[Args], Answer]] = {
            "CloneBackend": self.clone_backend,
            "CreateBackend": self.create_backend,
            "CreateBackendConfig": self.create_config,
            "CreateToken": self.create_token,
            "DeleteBackend": self.delete_backend,
            "DeleteToken": self.delete_token,
            "GetBackend": self.get_backend,
            "GetToken": self.store.token,
            "GenerateBackendAPIModels": self.generate_models,
            "GetBackendAPIModels": self.get_models,
            "ImportBackendAuth": partial(self.import_resource, "Auth", "userPoolId"),
            "ImportBackendStorage": partial(self.import_resource, "Storage", "bucketName"),
            "RemoveAllBackends": self.remove_all,
            "RemoveBackendConfig": self.remove_config,
            "UpdateBackendConfig": self.update_config,
        }
        for suffix, kind in KINDS.items():
            table[f"CreateBackend{suffix}"] = partial(self.create_resource, suffix)
            table[f"GetBackend{suffix}"] = partial(self.get_resource, kind)
            table[f"UpdateBackend{suffix}"] = partial(self.update_resource, suffix)
            table[f"DeleteBackend{suffix}"] = partial(self.delete_resource, suffix)
        return table

    def _done(self, operation: str, args: Args) -> Answer:
        app, environment = args["appId"], args["backendEnvironmentName"]
        job = self.store.add_job(operation, app, environment)
        return {"appId": app, "backendEnvironmentName": environment, **job}

    # Apps and environments.

    def create_backend(self, args: Args) -> Answer:
        """Make an environment, and its app where there is none."""
        app = self.store.apps.get(args["appId"])
        if app and args["backendEnvironmentName"] in app.environments:
            raise bad(f"Environment {args['backendEnvironmentName']!r} exists already")
        app = self.store.apps.setdefault(args["appId"], App(args["appName"]))
        if self.options.app_name_of == "last":
            app.name = args["appName"]
        app.environments[args["backendEnvironmentName"]] = []
        return self._done("CreateBackend", args)

    def clone_backend(self, args: Args) -> Answer:
        """Make an environment with copies of another's resources."""
        environments = self.store.app(args).environments
        if args["targetEnvironmentName"] in environments:
            raise bad(f"Environment {args['targetEnvironmentName']!r} exists already")
        copies = [resource.copy() for resource in self.store.environment(args)]
        environments[args["targetEnvironmentName"]] = copies
        return self._done("CloneBackend", args)

    def get_backend(self, args: Args) -> Answer:
        """Describe an app."""
        app = self.store.app(args)
        if not app.environments and self.options.empty_app == "missing":
            raise missing("Backend", args["appId"])
        names = list(app.environments)
        orders = {"oldest": names, "newest": names[::-1], "sorted": sorted(names)}
        listed = orders[self.options.environment_order]
        answer = {
            "appId": args["appId"],
            "appName": app.name,
            "amplifyMetaConfig": "{}",
            "backendEnvironmentList": listed,
        }
        if "backendEnvironmentName" in args:
            answer["backendEnvironmentName"] = args["backendEnvironmentName"]
            if self.options.details_name_one:
                answer["backendEnvironmentList"] = [args["backendEnvironmentName"]]
        return answer

    def delete_backend(self, args: Args) -> Answer:
        """Remove an environment with all that is in it."""
        app, environment = args["appId"], args["backendEnvironmentName"]
        self.store.app(args).environments.pop(environment)
        self.store.forget(app, environment)
        if self.options.jobs_of_removed == "omitted":
            return {"appId": app, "backendEnvironmentName": environment}
        return self._done("DeleteBackend", args)

    def remove_all(self, args: Args) -> Answer:
        """Remove every environment of an app, and the app where asked to."""
        app = self.store.app(args)
        if not app.environments and self.options.remove_all_twice == "missing":
            raise missing("Backend", args["appId"])
        for environment in app.environments:
            self.store.forget(args["appId"], environment)
        app.environments.clear()
        if args.get("cleanAmplifyApp") and self.options.remove_all_removes_app:
            self._forget_app(args["appId"])
        return {"appId": args["appId"], **self._app_job("RemoveAllBackends", args["appId"])}

    def _forget_app(self, app: str) -> None:
        self.store.apps.pop(app)
        self.store.configs.pop(app, None)
        self.store.tokens = {
            key: token for key, token in self.store.tokens.items() if key[0] != app
        }

    def _app_job(self, operation: str, app: str) -> Answer:
        if self.options.jobs_of_app == "omitted":
            return {"operation": operation, "status": self.options.states[0]}
        return self.store.add_job(operation, app, None)

    # Resources.

    def create_resource(self, suffix: str, args: Args) -> Answer:
        """Make a resource of an environment."""
        resources = self.store.environment(args)
        kind, name = KINDS[suffix], args["resourceName"]
        for resource in resources:
            alone = kind in self.options.one_per_environment
            if resource.kind == kind and (alone or resource.name == name):
                raise bad(f"Backend{suffix} {resource.name!r} exists already")
        config = dict(args["resourceConfig"])
        if kind == "storage":
            config["imported"] = False
        resources.append(Resource(kind, name, config))
        return self._done(f"CreateBackend{suffix}", args)

    def import_resource(self, suffix: str, naming: str, args: Args) -> Answer:
        """Take an existing user pool or bucket as the resource of an environment."""
        resources = self.store.environment(args)
        kind = KINDS[suffix]
        rivals = [resource for resource in resources if resource.kind == kind]
        imported = [resource for resource in rivals if resource.imported]
        alone = kind in self.options.one_per_environment
        if (imported and self.options.second_import == "refused") or (rivals and alone):
            raise bad(f"The environment has a Backend{suffix} already")
        if self.options.second_import == "replaces":
            rivals = [resource for resource in rivals if not resource.imported]
        name = self._imported_name(kind, args.get(naming), len(imported))
        if name is not None and name in {resource.name for resource in rivals}:
            raise bad(f"Backend{suffix} {name!r} exists already")
        kept = [resource for resource in resources if resource.kind != kind or resource in rivals]
        resources[:] = [*kept, Resource(kind, name, self._imported_config(kind, args), True)]
        return self._done(f"ImportBackend{suffix}", args)

    def _imported_name(self, kind: str, given: str | None, number: int) -> str | None:
        suffix = f"-{number}" if number and self.options.second_import == "adds" else ""
        match self.options.imported_name:
            case "fixed":
                return f"imported-{kind}{suffix}"
            case "given":
                return given or f"imported-{kind}{suffix}"
            case "generated":
                return f"{kind}-{uuid.uuid4().hex[:8]}"
            case _:
                return None

    def _imported_config(self, kind: str, args: Args) -> Answer | None:
        if kind == "storage":
            config = {"imported": True, "serviceName": args["serviceName"]}
            return config | ({"bucketName": args["bucketName"]} if "bucketName" in args else {})
        return blank(READ_SHAPES[kind]) if self.options.imported_config == "defaults" else None

    def get_resource(self, kind: str, args: Args) -> Answer:
        """Read a resource back."""
        resource = self.store.resource(kind, args)
        names = ("appId", "backendEnvironmentName", "resourceName")
        answer = {name: args[name] for name in names}
        if resource.config is not None:
            answer["resourceConfig"] = resource.config
        return answer

    def update_resource(self, suffix: str, args: Args) -> Answer:
        """Replace the members of a resource that are given."""
        kind = KINDS[suffix]
        resource = self.store.resource(kind, args)
        if "resourceConfig" in args:
            resource.config = overlay(
                READ_SHAPES[kind],
                UPDATE_SHAPES[kind],
                resource.config or {},
                args["resourceConfig"],
                UPDATE_DEPTH[self.options.update],
            )
        return self._done(f"UpdateBackend{suffix}", args)

    def delete_resource(self, suffix: str, args: Args) -> Answer:
        """Remove a resource from its environment."""
        kind = KINDS[suffix]
        key = (kind, args["appId"], args["backendEnvironmentName"], args["resourceName"])
        try:
            self.store.environment(args).remove(self.store.resource(kind, args))
        except ServiceError:
            if self.options.repeated_delete == "missing" or key not in self.store.deleted:
                raise
        if self.options.repeated_delete == "accepted":
            self.store.deleted.add(key)
        return self._done(f"DeleteBackend{suffix}", args)

    def generate_models(self, args: Args) -> Answer:
        """Bring an API's models up to date."""
        self.store.resource("api", args).generated = True
        return self._done("GenerateBackendAPIModels", args)

    def get_models(self, args: Args) -> Answer:
        """Read an API's models."""
        api = self.store.resource("api", args)
        if not api.generated and self.options.models_ungenerated == "missing":
            raise missing("BackendAPIModels", args["resourceName"])
        status = "LATEST" if api.generated else "STALE"
        return {"models": "{}", "status": status, "modelIntrospectionSchema": "{}"}

    # Configurations and tokens.

    def create_config(self, args: Args) -> Answer:
        """Make an app's configuration."""
        app = args["appId"]
        if app in self.store.configs:
            raise bad("The app has a configuration already")
        self.store.configs[app] = {name: args[name] for name in args if name != "appId"}
        answer = {"appId": app, "status": self.options.states[0]}
        environments = self.store.apps[app].environments if app in self.store.apps else {}
        if environments:
            job = self._app_job("CreateBackendConfig", app)
            answer |= {"backendEnvironmentName": next(iter(environments)), **job}
        return answer

    def update_config(self, args: Args) -> Answer:
        """Change an app's configuration and answer with it as given."""
        config = self.store.config(args)
        if "loginAuthConfig" in args:
            before = config.get("loginAuthConfig", {})
            kept = before if self.options.update == "deep" else {}
            config["loginAuthConfig"] = {**kept, **args["loginAuthConfig"]}
        return {**config, **args}

    def remove_config(self, args: Args) -> Answer:
        """Remove an app's configuration."""
        self.store.config(args)
        del self.store.configs[args["appId"]]
        return {}

    def create_token(self, args: Args) -> Answer:
        """Make a challenge token."""
        session = self.store.clock.identifier("session")
        token = {
            "appId": args["appId"],
            "sessionId": session,
            "challengeCode": hashlib.sha256(session.encode()).hexdigest()[:12],
            "ttl": str(int(time.time()) + 600) if self.options.times != "fixed" else "600",
        }
        self.store.tokens[args["appId"], session] = token
        return token

    def delete_token(self, args: Args) -> Answer:
        """Remove a challenge token."""
        self.store.tokens.pop((args["appId"], args["sessionId"]), None)
        if self.options.repeated_delete == "accepted":
            self.store.deleted.add(("token", args["appId"], args["sessionId"]))
        return {"isSuccess": True}


class Jobs:
    """The operations on jobs, and the listing of buckets."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.options = store.options
        self._secret = secrets.token_bytes(16)

    def handlers(self) -> dict[str, Callable[[Args], Answer]]:
        """Return the operations by name."""
        return {
            "GetBackendJob": self.get_job,
            "ListBackendJobs": self.list_jobs,
            "ListS3Buckets": self.list_buckets,
            "UpdateBackendJob": self.update_job,
        }

    def get_job(self, args: Args) -> Answer:
        """Read a job."""
        job = self.store.job(args)
        answer = self._view(job, args["backendEnvironmentName"])
        if self.options.status_advances and "status" not in job.touched:
            job.status = self.options.states[1]
        return answer

    def update_job(self, args: Args) -> Answer:
        """Set a job's status and operation."""
        job = self.store.job(args)
        for name in ("operation", "status"):
            if name in args:
                setattr(job, name, args[name])
                job.touched.add(name)
        job.updated = self.store.clock.now()
        return self._view(job, args["backendEnvironmentName"])

    def _view(self, job: Job, environment: str) -> Answer:
        answer = {
            "appId": job.app,
            "backendEnvironmentName": environment,
            "jobId": job.id,
            "operation": job.operation,
            "status": job.status,
            "createTime": job.created,
            "updateTime": job.updated,
        }
        if self.options.optional_members == "required":
            kept = {"appId", "backendEnvironmentName", "jobId", *job.touched}
            return {name: value for name, value in answer.items() if name in kept}
        return answer

    def list_jobs(self, args: Args) -> Answer:
        """List a page of an environment's jobs."""
        app, environment = args["appId"], args["backendEnvironmentName"]
        jobs = [
            job
            for job in self.store.jobs.values()
            if (job.app, job.environment) == (app, environment)
        ]
        if self.options.job_order == "newest":
            jobs.reverse()
        elif self.options.job_order == "by_id":
            jobs.sort(key=lambda job: job.id)
        query = self._query(args)
        rest = [job for job in self._after(jobs, args, query) if self._wanted(job, args)]
        size = min(args.get("maxResults", 25), self.options.page_cap)
        page = rest[:size]
        answer: Answer = {"jobs": [self._view(job, environment) for job in page]}
        full = len(page) == size and self.options.empty_last_page
        if full or len(rest) > size:
            answer["nextToken"] = self._seal(page[-1].id, query)
        return answer

    def _wanted(self, job: Job, args: Args) -> bool:
        asked = {"jobId": job.id, "operation": job.operation, "status": job.status}
        return all(args.get(name, value) == value for name, value in asked.items())

    def _query(self, args: Args) -> str:
        names = ("appId", "backendEnvironmentName", "jobId", "operation", "status")
        bound = self.options.token_bound_to_query
        return json.dumps([args.get(name) for name in names]) if bound else ""

    def _after(self, jobs: list[Job], args: Args, query: str) -> Iterator[Job]:
        token = args.get("nextToken")
        if token is None or (token == "" and self.options.empty_next_token == "accepted"):
            return iter(jobs)
        ids = [job.id for job in jobs]
        seen = next((i for i, job in enumerate(ids) if self._seal(job, query) == token), None)
        if seen is None:
            raise bad("nextToken: this token was not given by ListBackendJobs")
        return iter(jobs[seen + 1 :])

    def _seal(self, job: str, query: str) -> str:
        digest = hashlib.blake2b(
            f"{job}\n{query}".encode("utf-8", "surrogatepass"), key=self._secret, digest_size=18
        )
        return base64.urlsafe_b64encode(digest.digest()).decode()

    def list_buckets(self, args: Args) -> Answer:
        """List the buckets, on one page."""
        token = args.get("nextToken")
        welcome = token is None or self.options.bucket_token == "ignored"
        if not welcome and not (token == "" and self.options.empty_next_token == "accepted"):
            raise bad("nextToken: this token was not given by ListS3Buckets")
        if self.options.buckets_need_app and not self.store.apps:
            raise missing("App")
        names = {"none": [], "fixed": ["amplify-demo", "amplify-logs"], "stored": self._stored()}
        now = self.store.clock.now()
        listed = names[self.options.buckets]
        return {"buckets": [{"name": name, "creationDate": now} for name in listed]}

    def _stored(self) -> list[str]:
        return [
            resource.config["bucketName"]
            for app in self.store.apps.values()
            for resources in app.environments.values()
            for resource in resources
            if resource.config and "bucketName" in resource.config
        ]


# --- Writing an answer -------------------------------------------------------------------------

ALWAYS: dict[str, frozenset[str]] = {
    "GetBackend": frozenset({"backendEnvironmentList"}),
    "GetBackendAPI": frozenset({"resourceConfig"}),
    "GetBackendAuth": frozenset({"resourceConfig"}),
    "GetBackendStorage": frozenset({"resourceConfig"}),
    "GetBackendJob": frozenset({"operation", "status"}),
    "ListBackendJobs": frozenset({"jobs", "nextToken"}),
    "UpdateBackendConfig": frozenset({"loginAuthConfig"}),
}
FILLED: frozenset[str] = frozenset(
    {"error", "amplifyFeatureFlags", "amplifyMetaConfig", "backendManagerAppId"}
)


def fill_nulls(shape: Shape, value: Json) -> Json:
    """Write null for every optional member that is absent, at any depth."""
    if shape["type"] == "list":
        member = SHAPES[shape["member"]["shape"]]
        return [fill_nulls(member, item) for item in value]
    if shape["type"] != "structure" or value is None:
        return value
    return {
        name: fill_nulls(member, value[name]) if name in value else None
        for name, (member, _) in wire_members(shape).items()
    }


def reorder(value: Json, order: str) -> Json:
    """Put the keys of all objects in another order."""
    if isinstance(value, list):
        return [reorder(item, order) for item in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value) if order == "sorted" else list(value)[:: -1 if order == "reversed" else 1]
    return {key: reorder(value[key], order) for key in keys}


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Writer:
    """Writes answers in the manner the options ask for."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self.options = options
        self.clock = clock

    def success(self, operation: str, answer: Answer) -> Reply:
        """Write a success."""
        shape = output_shape(operation)
        body = self._select(operation, wire_members(shape), answer)
        if self.options.absent_as_null:
            body = fill_nulls(shape, body)
        headers = {"Content-Type": self.options.content_type, **self._request_id()}
        return self._reply(200, headers, self._dump(body))

    def _select(self, operation: str, members: Iterable[str], answer: Answer) -> Answer:
        policy = self.options.optional_members
        needed = required_of_response(operation) | ALWAYS.get(operation, frozenset())
        body = {}
        for name in members:
            if name in answer and (policy != "required" or name in needed):
                body[name] = answer[name]
            elif policy == "all" and name in FILLED:
                body[name] = ""
        return body

    def failure(self, fault: ServiceError) -> Reply:
        """Write an error."""
        body = {"message": self._word(fault), **fault.members}
        if self.options.type_in_body:
            body["__type"] = fault.name
        headers = {
            "Content-Type": self.options.content_type,
            "x-amzn-errortype": fault.name + self.options.errortype_suffix,
        }
        if self.options.request_id_on_errors:
            headers |= self._request_id()
        return self._reply(fault.status, headers, self._dump(body))

    def page(self, fault: ServiceError) -> Reply:
        """Write an error as a web page, as a router in front of the service would."""
        body = f"<html><body><h1>{fault.status}</h1></body></html>".encode()
        return self._reply(fault.status, {"Content-Type": "text/html"}, body)

    def _word(self, fault: ServiceError) -> str:
        if self.options.wording == "terse":
            return "Not found" if fault.status == 404 else "Bad request"
        if self.options.wording == "aws" and fault.name == "BadRequestException":
            return f"1 validation error detected: {fault.detail}"
        return fault.detail

    def _request_id(self) -> dict[str, str]:
        return {"x-amzn-RequestId": self.clock.identifier("request")}

    def _dump(self, body: Json) -> bytes:
        ordered = reorder(body, self.options.key_order)
        ascii_only = self.options.escape_unicode
        text = json.dumps(ordered, ensure_ascii=ascii_only, indent=self.options.indent)
        if self.options.escape_slashes:
            text = text.replace("/", "\\/")
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate can only be written as an escape
            return json.dumps(ordered, indent=self.options.indent).encode()

    def _reply(self, status: int, headers: dict[str, str], body: bytes) -> Reply:
        if self.options.extra_headers:
            headers = {
                "Via": "1.1 proxy",
                "X-Cache": "Miss from cloudfront",
                "Access-Control-Allow-Origin": "*",
                "x-amz-apigw-id": "AbCdEf=",
                **headers,
            }
        if not self.options.chunked:
            headers = {**headers, "Content-Length": str(len(body))}
        if not self.options.keep_alive:
            headers = {**headers, "Connection": "close"}
        recase = {"aws": str, "lower": str.lower, "upper": str.upper}[self.options.header_case]
        return Reply(status, [(recase(name), value) for name, value in headers.items()], body)


# --- The server --------------------------------------------------------------------------------

REASONS: dict[int, str] = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
}
NO_ROUTE_NAMES: dict[int, str] = {
    400: "BadRequestException",
    403: "MissingAuthenticationTokenException",
    404: "UnknownOperationException",
    405: "MethodNotAllowedException",
}


class NoRouteError(ServiceError):
    """No operation has this method and path."""


class Server:
    """The WSGI application: all 31 operations over a store of its own."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.store = Store(self.options)
        self.admission = Admission(self.options)
        self.writer = Writer(self.options, self.store.clock)
        self.handlers = {**Backends(self.store).handlers(), **Jobs(self.store).handlers()}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        body = read_body(environ)
        with self._lock:
            reply = self._answer(environ, body)
        start_response(f"{reply.status} {REASONS[reply.status]}", reply.headers)
        return [reply.body]

    def _answer(self, environ: Environ, body: bytes) -> Reply:
        try:
            operation, labels = self._route(environ)
            args = self._read(operation, labels, environ, body)
            self.store.require(operation, args)
            answer = self.handlers[operation](args)
        except NoRouteError as fault:
            write = self.writer.page if self.options.unknown_path_html else self.writer.failure
            return write(fault)
        except ServiceError as fault:
            return self.writer.failure(fault)
        return self.writer.success(operation, answer)

    def _route(self, environ: Environ) -> tuple[str, dict[str, str]]:
        segments = split_path(raw_path(environ))
        known = False
        for route in ROUTES:
            labels = route.labels(segments)
            if labels is not None:
                if route.method == environ["REQUEST_METHOD"]:
                    return route.operation, labels
                known = True
        options = self.options
        status = options.wrong_method_status if known else options.unknown_path_status
        raise NoRouteError(NO_ROUTE_NAMES[status], "There is no such operation", status)

    def _read(self, operation: str, labels: dict[str, str], environ: Environ, body: bytes) -> Args:
        self.admission.check_labels(labels)
        if self.options.missing_first != "never":
            self.store.require(operation, labels)
        if not body_members(operation) and self.options.body_without_members == "ignored":
            return labels
        if body:
            self.admission.check_content_type(environ)
        members = self.admission.parse(body)
        if self.options.missing_first == "always":
            self.store.require(operation, {**members, **labels})
        return {**self.admission.admit(input_shape(operation), members, ""), **labels}


class Handler(WSGIRequestHandler):
    """Serves WSGI over HTTP/1.1 with kept connections; says nothing on the terminal."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self) -> None:
        """Read the whole request, run the application, write the whole answer."""
        environ = self.make_environ()
        self.wfile.flush()  # "100 Continue" may wait there
        try:
            body = read_body(environ)
        except OSError:
            self.close_connection = True
            return
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        environ.pop("wsgi.input_terminated", None)
        chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        self._write(status, list(headers), b"".join(chunks))

    def _write(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        bare = self.command == "HEAD" or code == "204"
        chunked = not bare and "content-length" not in {name.lower() for name, _ in headers}
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if chunked:
            pieces = [body[i : i + 1000] for i in range(0, len(body), 1000)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
            body += b"0\r\n\r\n"
        if not bare:
            self.wfile.write(body)
        self.wfile.flush()

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def build(variant: str = "reference", defect: str | None = None) -> WsgiApp:
    """Make a fresh application: one of the conforming variants, with a defect where named."""
    app: WsgiApp = Server(CONFORMING[variant])
    if defect is None:
        return app
    from .defects import DEFECTS

    return DEFECTS[defect].wrap(app)


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A conforming AmplifyBackend server.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--variant", choices=sorted(CONFORMING), default="reference")
    parser.add_argument("--defect", help="a name of the catalogue in defects.py")
    given = parser.parse_args(arguments)
    try:
        app = build(given.variant, given.defect)
    except KeyError:
        parser.error(f"unknown defect {given.defect!r}")
    server = make_server("127.0.0.1", given.port, app, threaded=True, request_handler=Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()


def option_names() -> tuple[str, ...]:
    """Return the names of all options."""
    return tuple(option.name for option in fields(Options))


if __name__ == "__main__":
    main()
