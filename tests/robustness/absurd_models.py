"""Models with absurd bounds, names and sizes, as service-2.json and as Smithy ASTs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .interface import Expected, Prepare, Trial, ends

FAMILY = "models of users"
Model = dict[str, Any]
_STRING = {"type": "string"}
_APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
"""


def model(shape: Mapping[str, Any] | None = None, **more: Any) -> Model:
    """A service-2.json of one operation, whose member ``Odd`` has the shape; ``more`` shapes."""
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": "2026-01-01",
            "endpointPrefix": "things",
            "protocol": "rest-json",
            "serviceId": "Things",
            "signatureVersion": "v4",
        },
        "operations": {
            "PutThing": {
                "name": "PutThing",
                "http": {"method": "POST", "requestUri": "/things"},
                "input": {"shape": "PutThingRequest"},
                "output": {"shape": "PutThingResponse"},
            }
        },
        "shapes": {
            "PutThingRequest": {
                "type": "structure",
                "required": ["Odd"],
                "members": {"Odd": {"shape": "Odd"}, "Plain": {"shape": "Plain"}},
            },
            "PutThingResponse": {"type": "structure", "members": {"Odd": {"shape": "Odd"}}},
            "Plain": dict(_STRING),
            "Odd": dict(shape or _STRING),
            **more,
        },
    }


def smithy(**traits: Any) -> Model:
    """A Smithy AST of one operation, whose string ``odd`` has the traits."""
    return {
        "smithy": "2.0",
        "shapes": {
            "x#Things": {
                "type": "service",
                "version": "2026-01-01",
                "operations": [{"target": "x#PutThing"}],
                "traits": {
                    "aws.api#service": {"sdkId": "Things"},
                    "aws.protocols#restJson1": {},
                    "aws.auth#sigv4": {"name": "things"},
                },
            },
            "x#PutThing": {
                "type": "operation",
                "input": {"target": "x#PutThingInput"},
                "traits": {"smithy.api#http": {"method": "POST", "uri": "/things", "code": 200}},
            },
            "x#PutThingInput": {
                "type": "structure",
                "members": {
                    "odd": {"target": "x#Odd", "traits": {"smithy.api#required": {}}},
                },
            },
            "x#Odd": {
                "type": "string",
                "traits": {f"smithy.api#{name}": each for name, each in traits.items()},
            },
        },
    }


def _list(low: Any = None, high: Any = None) -> Model:
    bounds = {name: each for name, each in (("min", low), ("max", high)) if each is not None}
    return model({"type": "list", "member": {"shape": "Plain"}, **bounds})


def _with_operations(count: int) -> Model:
    made = model()
    one = made["operations"].pop("PutThing")
    for index in range(count):
        http = {"method": "POST", "requestUri": f"/things/{index}"}
        made["operations"][f"PutThing{index}"] = {**one, "name": f"PutThing{index}", "http": http}
    return made


def _with_members(count: int) -> Model:
    made = model()
    members = made["shapes"]["PutThingRequest"]["members"]
    members.update({f"Member{index}": {"shape": "Plain"} for index in range(count)})
    return made


def _named(name: str) -> Model:
    made = model()
    made["shapes"]["PutThingRequest"]["members"][name] = {"shape": "Plain"}
    return made


def _operation_named(name: str) -> Model:
    made = model()
    made["operations"][name] = {**made["operations"].pop("PutThing"), "name": name}
    return made


def _nested(depth: int) -> Model:
    """Structures within each other, each of a shape of its own."""
    levels = {
        f"Level{index}": {
            "type": "structure",
            "required": ["Inner"],
            "members": {"Inner": {"shape": f"Level{index + 1}"}},
        }
        for index in range(depth)
    }
    return model(
        {"type": "structure", "members": {"Inner": {"shape": "Level0"}}},
        **levels,
        **{f"Level{depth}": dict(_STRING)},
    )


def _tree(width: int, depth: int) -> Model:
    """Structures of which each holds several of the next: values of exponential size."""
    levels = {
        f"Level{index}": {
            "type": "structure",
            "required": [f"M{each}" for each in range(width)],
            "members": {f"M{each}": {"shape": f"Level{index + 1}"} for each in range(width)},
        }
        for index in range(depth)
    }
    return model(
        {"type": "structure", "members": {"Inner": {"shape": "Level0"}}},
        **levels,
        **{f"Level{depth}": dict(_STRING)},
    )


def _lists_of_lists(count: int, depth: int) -> Model:
    """Lists within each other, each with a least number of elements."""
    levels = {
        f"Level{index}": {"type": "list", "member": {"shape": f"Level{index + 1}"}, "min": count}
        for index in range(depth)
    }
    return model(
        {"type": "list", "member": {"shape": "Level0"}, "min": count},
        **levels,
        **{f"Level{depth}": dict(_STRING)},
    )


def _pattern(pattern: Any, **bounds: Any) -> Model:
    return model({"type": "string", "pattern": pattern, **bounds})


def _map(low: int, **keys: Any) -> Model:
    shape = {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Plain"}, "min": low}
    return model(shape, Key={"type": "string", **keys})


def _recursive(*, required: bool) -> Model:
    shape: Model = {"type": "structure", "members": {"Again": {"shape": "Odd"}}}
    return model({**shape, "required": ["Again"]} if required else shape)


REFUSED, USED, EITHER = ends(2), ends(0, 1, 3), ends(0, 1, 2, 3)


@dataclass(frozen=True)
class Absurd:
    """A model, made when it is tried, and how a run that is told to use it may end."""

    name: str
    made: Callable[[], Model]
    statuses: frozenset[int] = EITHER
    says: tuple[str, ...] = ()
    before: str = ""


_HUGE = 300_000_000
MODELS = (
    Absurd("a least length of 3·10⁸", lambda: model({**_STRING, "min": _HUGE}), before="4.65 GB"),
    Absurd("a least length of 10¹⁸", lambda: model({**_STRING, "min": 10**18})),
    Absurd("a greatest length of 3·10⁸", lambda: model({**_STRING, "max": _HUGE}), USED),
    Absurd("a least length of 10¹⁸ of bytes", lambda: model({"type": "blob", "min": 10**18})),
    Absurd("a least length of 3·10⁸ of bytes", lambda: model({"type": "blob", "min": _HUGE})),
    Absurd("a negative greatest length", lambda: model({**_STRING, "max": -1})),
    Absurd("a negative least length", lambda: model({**_STRING, "min": -5})),
    Absurd("a least length above the greatest", lambda: model({**_STRING, "min": 9, "max": 3})),
    Absurd("a least length that is a text", lambda: model({**_STRING, "min": "9"})),
    Absurd("a least length of 1.5", lambda: model({**_STRING, "min": 1.5})),
    Absurd("a least length of true", lambda: model({**_STRING, "min": True})),
    Absurd("a least length of 10⁴⁰⁰", lambda: model({**_STRING, "min": 10**400})),
    Absurd("3·10⁷ least elements", lambda: _list(30_000_000), before="never ended"),
    Absurd("10¹⁸ least elements", lambda: _list(10**18)),
    Absurd("10⁵ least elements", lambda: _list(100_000)),
    Absurd("3·10⁷ greatest elements", lambda: _list(None, 30_000_000), USED),
    Absurd("least elements above the greatest", lambda: _list(5, 2)),
    Absurd("negative greatest elements", lambda: _list(None, -2)),
    Absurd("lists of 1,000 lists of 1,000 lists", lambda: _lists_of_lists(1_000, 3)),
    Absurd("lists of 10 lists, eight deep", lambda: _lists_of_lists(10, 8)),
    Absurd("10⁶ least entries of a map", lambda: _map(1_000_000)),
    Absurd("10⁵ least entries, keys of one letter", lambda: _map(100_000, max=1)),
    Absurd("more least entries than keys", lambda: _map(5, enum=["a", "b"])),
    Absurd(
        "200,000 enum values",
        lambda: model({**_STRING, "enum": [f"VALUE_{index}" for index in range(200_000)]}),
        before="never ended",
    ),
    Absurd("no enum value", lambda: model({**_STRING, "enum": []})),
    Absurd("enum values that are no text", lambda: model({**_STRING, "enum": [1, None, {}]})),
    Absurd("an enum value twice", lambda: model({**_STRING, "enum": ["A", "A"]})),
    Absurd("an enum value of 10 MB", lambda: model({**_STRING, "enum": ["A" * 10_000_000, "B"]})),
    Absurd("enum values with NULs", lambda: model({**_STRING, "enum": ["A\0", "\x1b[31m", "\n"]})),
    Absurd("a catastrophic pattern", lambda: _pattern("^(a+)+$"), before="never ended"),
    Absurd("a catastrophic pattern of choices", lambda: _pattern("^(a|a)*b$", max=200)),
    Absurd("a catastrophic pattern of groups", lambda: _pattern("^((.*)*)*x$", max=300)),
    Absurd("a catastrophic pattern, no match", lambda: _pattern("^(\\w+\\s?)*$", min=50)),
    Absurd("a pattern of counts in counts", lambda: _pattern("^((a{1,1000}){1,1000}){1,1000}$")),
    Absurd("a pattern of 10⁹ letters", lambda: _pattern("^a{1000000000}$")),
    Absurd("a pattern of 10⁴⁰ letters", lambda: _pattern("^a{" + "9" * 40 + "}$")),
    Absurd("a pattern that does not compile", lambda: _pattern("^(a$")),
    Absurd("a pattern that nothing matches", lambda: _pattern("^a\\bb(?!.)(?=c)$")),
    Absurd("a pattern with look-behind", lambda: _pattern("^(?<=a+)b$")),
    Absurd("a pattern of 1 MB", lambda: _pattern("|".join(f"a{i}" for i in range(150_000)))),
    Absurd("a pattern of 10,000 brackets", lambda: _pattern("(" * 10_000 + ")" * 10_000)),
    Absurd("a pattern of 500 brackets", lambda: _pattern("(" * 500 + "a" + ")*" * 500)),
    Absurd("a pattern that is a number", lambda: _pattern(7)),
    Absurd("a pattern and a least length of 10⁶", lambda: _pattern("^[a-z]+$", min=1_000_000)),
    Absurd("a pattern against its length", lambda: _pattern("^[a-z]{50}$", max=3)),
    Absurd("a structure that requires itself", lambda: _recursive(required=True), REFUSED),
    Absurd("a structure that holds itself", lambda: _recursive(required=False), USED),
    Absurd("a list of itself", lambda: model({"type": "list", "member": {"shape": "Odd"}})),
    Absurd(
        "a list of itself that is never empty",
        lambda: model({"type": "list", "member": {"shape": "Odd"}, "min": 1}),
    ),
    Absurd("10,000 members", lambda: _with_members(10_000)),
    Absurd("10,000 operations", lambda: _with_operations(10_000)),
    Absurd("structures 100 deep", lambda: _nested(100)),
    Absurd("structures 3,000 deep", lambda: _nested(3_000)),
    Absurd("structures of exponential size", lambda: _tree(4, 12)),
    Absurd("a member without a name", lambda: _named("")),
    Absurd("a member with control characters", lambda: _named("a\x1b[31m\x00\n\x7f")),
    Absurd("a member named __proto__", lambda: _named("__proto__")),
    Absurd("a member with a lone surrogate", lambda: _named("a\ud800")),
    Absurd("a member with a name of 1 MB", lambda: _named("m" * 1_000_000)),
    Absurd("a member with slashes and tildes", lambda: _named("~0/~1/../*")),
    Absurd("an operation without a name", lambda: _operation_named("")),
    Absurd("an operation with a path as name", lambda: _operation_named("../../etc/passwd")),
    Absurd("an operation with control characters", lambda: _operation_named("a\x1b[2J\n\0b")),
    Absurd("an operation with a name of 10,000 letters", lambda: _operation_named("A" * 10_000)),
    Absurd("operations that differ by case", lambda: _two_operations("PutThing", "PUTThing")),
    Absurd("an integer from 5 to 2", lambda: model({"type": "integer", "min": 5, "max": 2})),
    Absurd("an integer from 10⁴⁰⁰", lambda: model({"type": "long", "min": 10**400})),
    Absurd("a float up to 10⁴⁰⁰", lambda: model({"type": "double", "max": 10**400})),
    Absurd("an integer from NaN", lambda: model({"type": "integer", "min": float("nan")})),
    Absurd("an integer from infinity", lambda: model({"type": "integer", "min": float("inf")})),
    Absurd("a shape of an unknown type", lambda: model({"type": "quaternion"})),
    Absurd("a shape without a type", lambda: model({"pattern": "a"})),
    Absurd("a shape that is missing", lambda: model({"type": "list", "member": {"shape": "Gone"}})),
    Absurd("shapes in a Smithy model of 3·10⁸", lambda: smithy(length={"min": _HUGE})),
    Absurd("Smithy: a length from 9 to 3", lambda: smithy(length={"min": 9, "max": 3})),
    Absurd("Smithy: a negative length", lambda: smithy(length={"min": -9, "max": -3})),
    Absurd("Smithy: a catastrophic pattern", lambda: smithy(pattern="^(a+)+$")),
    Absurd("Smithy: a pattern that does not compile", lambda: smithy(pattern="^(a$")),
    Absurd(
        "Smithy: 200,000 enum values",
        lambda: smithy(enum=[{"value": f"V{index}"} for index in range(200_000)]),
    ),
    Absurd("Smithy: a range of texts", lambda: smithy(range={"min": "a", "max": []})),
)


def _two_operations(first: str, second: str) -> Model:
    made = _operation_named(first)
    made["operations"][second] = {**made["operations"][first], "name": second}
    return made


def written(make: Callable[[], Model]) -> Prepare:
    """The model in the folder of the trial, beside an app that accepts everything."""

    @contextmanager
    def prepare(folder: Path) -> Iterator[Mapping[str, str]]:
        (folder / "model.json").write_text(json.dumps(make()), encoding="utf-8")
        (folder / "odd.py").write_text(_APP, encoding="utf-8")
        yield {}

    return prepare


_BOUNDS = ("--max-examples", "5", "--time-limit", "8", "--seed", "1")
_REPORTS = ("--report", "json=r.json", "--report", "html=r.html")


def _server(each: Absurd) -> Trial:
    return Trial(
        FAMILY,
        f"{each.name}: a run against a server",
        ("server", "things", "--wsgi", "odd:app", "--contract", "model.json", *_BOUNDS, *_REPORTS),
        Expected(each.statuses, each.says, seconds=120, peak_mb=500, cpu_seconds=20),
        written(each.made),
        before=each.before,
        preloaded=True,
    )


def _pinned(each: Absurd) -> Trial:
    return Trial(
        FAMILY,
        f"{each.name}: pinned",
        ("contract", "pin", "things", "--from", "model.json", "--dir", "pinned"),
        Expected(ends(0, 2), seconds=120, peak_mb=500, cpu_seconds=20),
        written(each.made),
        before=each.before,
        preloaded=True,
    )


TRIALS = (*map(_server, MODELS[::2]), *map(_pinned, MODELS))
