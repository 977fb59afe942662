"""A Smithy JSON AST: its shapes by id, with mixins merged and apply statements applied.

Smithy 2.0 specification, "JSON AST". Versions 1.0 and 2.0 have the same form; version 1.0 has
``set`` and the trait ``enum`` where version 2.0 has ``list`` and enum shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.compile.model_checks import expect
from shapeproof.compile.smithy.traits import FORMS
from shapeproof.contract.pointer import join
from shapeproof.exceptions import BrokenContract

RawShape = Mapping[str, Any]

VERSIONS = ("1", "2")
"""The major versions of Smithy that are read."""
UNIT = "smithy.api#Unit"
_REMEDY = "give a model that 'smithy ast' has written"
_PRELUDE: Mapping[str, str] = {
    **{name: name[0].lower() + name[1:] for name in (
        "String", "Blob", "Document", "Timestamp", "Boolean", "Byte", "Short", "Integer", "Long",
        "Float", "Double", "BigInteger", "BigDecimal",
    )},
    **{f"Primitive{name}": name.lower() for name in (
        "Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double",
    )},
    "Unit": "structure",
}  # fmt: skip
"""The shapes that every model has (Smithy "prelude"), and their types."""
_TYPES = frozenset({*_PRELUDE.values(), "list", "set", "map", "union", "enum", "intEnum", "service",
                    "operation", "resource", "member", "apply"})  # fmt: skip
_MEMBER_PARTS = ("member", "key", "value")
_LISTS = ("operations", "resources", "errors", "collectionOperations")
_TARGETED = ("input", "output", "create", "put", "read", "update", "delete", "list")


@dataclass(frozen=True)
class SmithyModel:
    """One JSON AST. ``path`` is for messages; ``version`` is the one that it states."""

    path: str
    version: str
    shapes: Mapping[str, RawShape]

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The ids of the services, sorted."""
        return tuple(
            sorted(shape_id for shape_id, each in self.shapes.items() if each["type"] == "service")
        )

    def shape(self, shape_id: str, place: str) -> RawShape:
        """The shape of an id; ``place`` is the pointer of what refers to it.

        Raises BrokenContract if the model has no such shape.
        """
        found = self.shapes.get(shape_id)
        if found is None:
            kind = _PRELUDE.get(shape_id.removeprefix("smithy.api#"))
            if kind is None or not shape_id.startswith("smithy.api#"):
                raise BrokenContract(
                    self.path, place, f"the model has no shape {shape_id!r}", _REMEDY
                )
            return {"type": kind}
        return found


def read_ast(path: str, document: Mapping[str, Any]) -> SmithyModel:
    """The model of a parsed JSON AST. Raises BrokenContract for what Smithy does not allow."""
    version = document.get("smithy")
    if not isinstance(version, str) or version.partition(".")[0] not in VERSIONS:
        reason = f"it is written in Smithy version {version!r}; versions 1.0 and 2.0 are read"
        raise BrokenContract(path, "/smithy", reason, _REMEDY)
    shapes: Any = document.get("shapes")
    _expect(path, ["shapes"], shapes)
    for shape_id, shape in shapes.items():
        _check(path, shape_id, shape)
    return SmithyModel(path, version, _Merger(path, shapes).merged())


def _check(path: str, shape_id: str, shape: Any) -> None:
    """Raise BrokenContract for a shape that does not have the form of its type."""
    place = ["shapes", shape_id]
    _expect(path, place, shape)
    if not isinstance(shape.get("type"), str) or shape["type"] not in _TYPES:
        reason = f"unknown type {shape.get('type')!r} of a shape"
        raise BrokenContract(path, join([*place, "type"]), reason, _REMEDY)
    _check_traits(path, place, shape)
    _expect(path, [*place, "rename"], shape.get("rename", {}))
    _expect(path, [*place, "members"], shape.get("members", {}))
    references = [(part, shape[part]) for part in (*_MEMBER_PARTS, *_TARGETED) if part in shape]
    kind = shape["type"]
    missing = {"map": ("key", "value"), "list": ("member",), "set": ("member",)}.get(kind, ())
    references += [(part, None) for part in missing if part not in shape]
    references += [(f"members/{name}", each) for name, each in shape.get("members", {}).items()]
    for part in (*_LISTS, "mixins"):
        _expect(path, [*place, part], shape.get(part, []), list)
        references += [(f"{part}/{index}", each) for index, each in enumerate(shape.get(part, ()))]
    for part, reference in references:
        tokens = [*place, *part.split("/", 1)]
        _expect(path, tokens, reference)
        _expect(path, [*tokens, "target"], reference.get("target"), str)
        _check_traits(path, tokens, reference)


def _check_traits(path: str, place: list[str], holder: Mapping[str, Any]) -> None:
    traits = holder.get("traits", {})
    _expect(path, [*place, "traits"], traits)
    for trait in FORMS.keys() & traits.keys():
        _expect(path, [*place, "traits", trait], traits[trait], FORMS[trait])
    local = traits.get("smithy.api#mixin", {}).get("localTraits", [])
    _expect(path, [*place, "traits", "smithy.api#mixin", "localTraits"], local, list)


def _expect(path: str, tokens: list[str], value: Any, kind: type = Mapping) -> None:
    expect(path, tokens, value, kind, _REMEDY)


class _Merger:
    """Merges what a model states in several places into one shape for each id."""

    def __init__(self, path: str, shapes: Mapping[str, RawShape]) -> None:
        self._path = path
        self._shapes = shapes
        self._applied: dict[str, dict[str, Any]] = {}
        self._done: dict[str, RawShape] = {}
        for shape_id, shape in shapes.items():
            if shape["type"] == "apply":
                self._applied.setdefault(shape_id, {}).update(shape.get("traits", {}))

    def merged(self) -> Mapping[str, RawShape]:
        """All shapes but the apply statements, which are traits of the others."""
        ids = [shape_id for shape_id, shape in self._shapes.items() if shape["type"] != "apply"]
        merged = {shape_id: self._merge(shape_id, ()) for shape_id in ids}
        return {shape_id: self._with_applied(shape_id, shape) for shape_id, shape in merged.items()}

    def _merge(self, shape_id: str, within: tuple[str, ...]) -> RawShape:
        """A shape with what its mixins have (Smithy "mixins": the shape's own goes before it)."""
        if shape_id in self._done:
            return self._done[shape_id]
        shape = self._shapes[shape_id]
        if shape_id in within:
            reason = "it is a mixin of itself"
            raise BrokenContract(self._path, join(["shapes", shape_id, "mixins"]), reason, _REMEDY)
        for index, mixin in enumerate(reversed(shape.get("mixins", ()))):
            if mixin["target"] not in self._shapes:
                place = join(["shapes", shape_id, "mixins", str(len(shape["mixins"]) - 1 - index)])
                reason = f"the model has no shape {mixin['target']!r}"
                raise BrokenContract(self._path, place, reason, _REMEDY)
            below = self._with_applied(
                mixin["target"], self._merge(mixin["target"], (*within, shape_id))
            )
            shape = _mixed(below, shape)
        self._done[shape_id] = shape
        return shape

    def _with_applied(self, shape_id: str, shape: RawShape) -> RawShape:
        """A shape with the traits that apply statements give it and its members."""
        if shape_id in self._applied:
            shape = {**shape, "traits": {**shape.get("traits", {}), **self._applied[shape_id]}}
        for name, member in _members(shape):
            if traits := self._applied.get(f"{shape_id}${name}"):
                changed = {**member, "traits": {**member.get("traits", {}), **traits}}
                if name in shape.get("members", {}):
                    shape = {**shape, "members": {**shape["members"], name: changed}}
                else:
                    shape = {**shape, name: changed}
        return shape


def _members(shape: RawShape) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from shape.get("members", {}).items()
    yield from ((part, shape[part]) for part in _MEMBER_PARTS if part in shape)


def _mixed(mixin: RawShape, shape: RawShape) -> RawShape:
    """A shape that uses a mixin: the mixin's members first, the traits that are not local to it."""
    statement = mixin.get("traits", {}).get("smithy.api#mixin") or {}
    local = ["smithy.api#mixin", *statement.get("localTraits", ())]
    traits = {key: each for key, each in mixin.get("traits", {}).items() if key not in local}
    members = dict(mixin.get("members", {}))
    for name, own in shape.get("members", {}).items():
        before = members.get(name, {})
        members[name] = {**own, "traits": {**before.get("traits", {}), **own.get("traits", {})}}
    lists = {
        part: [*mixin.get(part, ()), *(x for x in shape.get(part, ()) if x not in mixin[part])]
        for part in _LISTS
        if part in mixin
    }
    return {
        **{key: value for key, value in mixin.items() if key != "type"},
        **shape,
        **lists,
        **({"members": members} if members else {}),
        "traits": {**traits, **shape.get("traits", {})},
    }
