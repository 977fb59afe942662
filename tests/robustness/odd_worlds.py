"""Models that compile elsewhere and clients as teams write them: what stands where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapeproof.compile.opening import services_at
from shapeproof.contract.document import dump, to_documents

from .absurd_models import Model, model
from .interface import TRACES, Expected, Prepare, Trial, ends
from .user_code import written

FAMILY = "models and clients of other teams"
_STRING = "smithy.api#String"


def _changed(change: Callable[[Model], object]) -> Model:
    made = model()
    change(made)
    return made


def _keyed(shape: Mapping[str, Any]) -> Model:
    return model({"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Plain"}}, Key=shape)


def _operation(**parts: Any) -> Model:
    return _changed(lambda made: made["operations"]["PutThing"].update(parts))


def _request(**parts: Any) -> Model:
    return _changed(lambda made: made["shapes"]["PutThingRequest"].update(parts))


def _metadata(**parts: Any) -> Model:
    return _changed(lambda made: made["metadata"].update(parts))


def _smithy(traits: Mapping[str, Any] | None = None, **shapes: Any) -> Model:
    """A Smithy AST of one operation, with other shapes or the service's other traits."""
    http = {"method": "PUT", "uri": "/things", "code": 200}
    given = {"aws.protocols#restJson1": {}} if traits is None else traits
    return {
        "smithy": "2.0",
        "shapes": {
            "team#Things": {
                "type": "service",
                "version": "1",
                "operations": [{"target": "team#Put"}],
                "traits": {"aws.api#service": {"sdkId": "Things"}, **given},
            },
            "team#Put": {
                "type": "operation",
                "input": {"target": "team#PutInput"},
                "traits": {"smithy.api#http": http},
            },
            "team#PutInput": {"type": "structure", "members": {"text": {"target": _STRING}}},
            **{f"team#{name}": shape for name, shape in shapes.items()},
        },
    }


@dataclass(frozen=True)
class World:
    """A model, and what is said of it. ``statuses`` are those of a run that is told to use it."""

    name: str
    made: Callable[[], Model]
    says: str = ""
    before: str = ""
    statuses: tuple[int, ...] = (2,)


_ITSELF = {"type": "structure", "mixins": [{"target": "team#Mixed"}], "members": {}}
_WORLDS = (
    World("a map with numbers as keys", lambda: _keyed({"type": "integer"}),
          "/shapes/Odd/key: the keys of a map must be strings", "exit 70"),
    World("a map with structures as keys", lambda: _keyed({"type": "structure", "members": {}}),
          "/shapes/Odd/key: the keys of a map must be strings", "exit 70"),
    World("a pattern with a class of no character",
          lambda: model({"type": "string", "pattern": "[^\\s\\S]"}), "", "exit 70", (0, 1, 2)),
    World("an error that is a string", lambda: _operation(errors=[{"shape": "Plain"}]),
          "errors/0/shape: expected a structure", "exit 70 against a client"),
    World("an input that is a list", lambda: _operation(input={"shape": "List"}) | {
        "shapes": model(List={"type": "list", "member": {"shape": "Plain"}})["shapes"]
    }, "/PutThing/input/shape: expected a structure", "pinned, and refused when read"),
    World("a payload that is no member", lambda: _request(payload="Gone"),
          "/shapes/PutThingRequest/payload: the structure has no member 'Gone'",
          "pinned, and refused when read"),
    World("a location that no protocol has", lambda: _request(
        members={"Odd": {"shape": "Odd", "location": "cookie"}}
    ), "unknown location 'cookie'; choose from", "pinned, and refused when read"),
    World("a label that no member fills", lambda: _operation(
        http={"method": "PUT", "requestUri": "/things/{Gone}"}
    ), "no member of the input fills the label {Gone}", "the server was blamed"),
    World("a protocol json without its prefix", lambda: _metadata(protocol="json"),
          "at /metadata/.*state it in the model or contract", "told to pin it again"),
    World("no operations", lambda: _changed(lambda made: made["operations"].clear()),
          "has no operations: its contract is empty", "no operation '*'"),
    World("Smithy: an input that is a string", lambda: _smithy(
        Put={"type": "operation", "input": {"target": _STRING}, "traits": {}}
    ), "/shapes/team#Put/input/target: expected a structure", "pinned, and refused when read"),
    World("Smithy: a mixin of itself", lambda: _smithy(Mixed=_ITSELF, PutInput=_ITSELF),
          "a mixin of itself"),
    World("Smithy: a protocol of another vendor", lambda: _smithy({"alloy#simpleRestJson": {}}),
          "it names no protocol"),
    World("Smithy: a resource below itself", lambda: _smithy(
        Things={"type": "service", "version": "1", "resources": [{"target": "team#Kind"}],
                "operations": [{"target": "team#Put"}],
                "traits": {"aws.api#service": {"sdkId": "Things"}, "aws.protocols#restJson1": {}}},
        Kind={"type": "resource", "resources": [{"target": "team#Kind"}]},
    ), statuses=(0, 1)),
)  # fmt: skip
_CALLS = (
    ("returns a dict with keys that are no text", "return {'Name': 'a', 1: 2, None: 3}",
     "", "exit 70"),
    ("returns objects of a class of its own", "return {'Name': type('Own', (), {})()}", "", ""),
    ("returns itself within itself", "params['Name'] = params\n    return params", "", ""),
    ("is called with other arguments", "call = lambda *, operation, params: {}",
     "its first call failed", "told to run its command"),
    ("is asynchronous", "async def later(*_): return {}\ncall = later",
     "call an async function by asyncio.run", "a RuntimeWarning of shapeproof's own line"),
    ("is a generator", "yield {}", "generator, not a dict", "told of stdout"),
)  # fmt: skip
_DRIVERS = (
    ("begins with a byte order mark", "sys.stdout.write('\\ufeff')", "say(good)"),
    ("writes UTF-16", "sys.stdout.reconfigure(encoding='utf-16')", "say(good)"),
    ("sends its requests to another address", "E = 'http://127.0.0.1:9'", "ask()\n    say(good)"),
    ("answers with an error of other types", "", "ask()\n    say({'id': call['id'], 'ok': False,"
     " 'error': {'kind': 7, 'code': {}, 'message': [], 'status': '404', 'fields': 1}})"),
)  # fmt: skip
_DRIVER = """
import json, os, sys, urllib.request
E = os.environ["SHAPEPROOF_ENDPOINT"]
def say(document):
    sys.stdout.write(json.dumps(document) + "\\n")
    sys.stdout.flush()
def ask():
    try:
        urllib.request.urlopen(E + "/things/a", timeout=2).read()
    except Exception:
        pass
BEFORE
for line in sys.stdin:
    call = json.loads(line)
    good = {"id": call["id"], "ok": True, "output": {}}
    DEED
"""
_CONFIGURED = {
    "retries of a kind that does not exist": {
        "AWS_RETRY_MODE": "bogus",
        "AWS_MAX_ATTEMPTS": "many",
    },
    "an endpoint and a proxy where nothing listens": {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    },
    "settings that boto3 refuses": {
        "AWS_DEFAULTS_MODE": "bogus",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "bogus",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "bogus",
        "AWS_USE_DUALSTACK_ENDPOINT": "maybe",
        "AWS_REGION": "no such/region",
        "AWS_CONFIG_FILE": "/dev/null/config",
    },
}
_CLIENT = (
    *("client", "tiny", "--contract", "tiny.json", "--phases", "coverage", "--seed", "1"),
    *("--max-requests", "6", "--call-timeout", "2"),
)
_SERVER = (
    *("server", "things", "--wsgi", "odd:app", "--contract", "model.json", "--no-config"),
    *("--phases", "coverage", "--seed", "1"),
)
_APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
"""


def _files(made: Callable[[], Model]) -> Prepare:
    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "model.json").write_text(json.dumps(made()), encoding="utf-8")
        (folder / "odd.py").write_text(_APP, encoding="utf-8")
        yield {}

    return prepare


def _expected(statuses: tuple[int, ...], says: str) -> Expected:
    found = (says.replace("#", "\\#").replace("{", "\\{").replace("}", "\\}"),) if says else ()
    return Expected(ends(*statuses), says=found, never=(*TRACES, "Warning"), peak_mb=500)


def _world(world: World) -> Trial:
    return Trial(
        FAMILY, world.name, _SERVER, _expected(world.statuses, world.says),
        _files(world.made), before=world.before, preloaded=True,
    )  # fmt: skip


def _call(name: str, deed: str, says: str, before: str) -> Trial:
    is_line = deed.startswith(("call =", "async"))
    text = deed if is_line else f"def call(operation, params, endpoint):\n    {deed}"
    return Trial(
        FAMILY, f"a callable that {name}", (*_CLIENT, "--callable", "own:call"),
        _expected((2, 3), says), written({"own.py": text}), before=before, preloaded=True,
    )  # fmt: skip


def _driver(name: str, before: str, deed: str) -> Trial:
    text = _DRIVER.replace("BEFORE", before).replace("DEED", deed)
    return Trial(
        FAMILY, f"a driver that {name}", (*_CLIENT, "--driver", "python driver.py"),
        _expected((2,), "cannot start|nothing could be checked"),
        written({"driver.py": text}), preloaded=True,
    )  # fmt: skip


def _configured(name: str) -> Trial:
    return Trial(
        FAMILY, f"boto3 with {name}",
        ("client", "amplifybackend", "--boto3", "--operation", "GetToken", "--no-config",
         "--phases", "coverage", "--max-requests", "8"),
        _expected((3,), "no findings; 1 of 1 operation reached"),
        environment=_CONFIGURED[name], preloaded=True,
    )  # fmt: skip


_NO_URL = Trial(
    FAMILY, "a model of one's own, and no URL",
    ("server", "things", "--contract", "model.json", "--no-config"),
    _expected((2,), "no URL is given.*shapeproof mock things"), _files(model),
    before="unknown service", preloaded=True,
)  # fmt: skip


def _pinned_keys() -> Prepare:
    """A pinned contract, the keys of a map in which were made numbers by hand."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "model.json").write_text(json.dumps(_keyed({"type": "string"})))
        (folder / "odd.py").write_text(_APP, encoding="utf-8")
        (found,) = services_at(folder / "model.json")
        documents = json.loads(json.dumps(to_documents(found.compiled())))
        for name, document in documents.items():
            path = folder / "pinned" / "things" / "2026-01-01" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name == "PutThing.json":
                map_of = document["request"]["properties"]["Odd"]
                map_of["propertyNames"] = {"type": "integer"}
            path.write_text(dump(document))
        yield {}

    return prepare


_EDITED = Trial(
    FAMILY, "a pinned contract whose maps have numbers as keys",
    (*_SERVER[:5], "pinned", *_SERVER[6:]),
    _expected((2,), "propertyNames: the keys of a map must be strings"),
    _pinned_keys(), before="exit 70", preloaded=True,
)  # fmt: skip
TRIALS = (
    _EDITED,
    *map(_world, _WORLDS),
    _NO_URL,
    *(_call(*each) for each in _CALLS),
    *(_driver(*each) for each in _DRIVERS),
    *map(_configured, _CONFIGURED),
)
