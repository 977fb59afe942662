"""Legal values of a schema document in the API view, made by chance from a seed.

They are hostile where a protocol encodes: texts hold what forms, URIs, headers, XML and JSON
escape. Constraints of the model do not matter to a codec, and are not met. A payload is always
there: without it a message is as one with an empty payload.
"""

import random
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.wire.aws_json.json_text import to_base64
from shapeproof.wire.timestamps import to_rfc3339

DEPTH = 3
DEEPEST = -4
"""Where even a structure of structures ends."""
BUDGET = 60
"""How many structures, lists and maps a value may hold before it grows no further."""
TEXT = "aZ09 -_.~/?#[]@!$&'()*+,;=%<>\"\\:{}|^`\n\té€😹"
FIELD_TEXT = "aZ09-_.~/?#[]@!$&()*+=%<>:{}|^"
LATEST = 4_000_000_000


@dataclass
class RandomValues:
    """Makes the values of one document; those of one seed are always the same."""

    root: Schema
    seed: str

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._budget = BUDGET

    def message(self) -> dict[str, Any]:
        """The parameters or the output of the document. Few structures within it are empty."""
        self._budget = BUDGET
        return self._structure(self.root, DEPTH)

    def _structure(self, schema: Schema, depth: int) -> dict[str, Any]:
        members: Mapping[str, Schema] = schema.get("properties", {})
        if schema.get("x-union") and members:
            name = self._random.choice(sorted(members))
            return {name: self._value(members[name], depth)}
        needed = set(schema.get("required", ()))
        needed |= {name for name, each in members.items() if each.get("x-location") == "uri"}
        needed |= {schema["x-payload"]} if "x-payload" in schema else set()
        share = 0.5 if depth > 0 and self._budget > 0 else 0.0
        chosen = {each for each in sorted(members) if self._random.random() < share} | needed
        if not chosen and depth < DEPTH:
            scalars = {name for name in sorted(members)[:9] if self._is_scalar(members[name])}
            chosen = scalars or (set(sorted(members)[:1]) if depth > DEEPEST else set())
        return {name: self._value(members[name], depth) for name in sorted(chosen)}

    def _is_scalar(self, raw: Schema) -> bool:
        return resolve(self.root, raw).get("type") not in ("object", "array")

    def _value(self, raw: Schema, depth: int) -> Any:
        schema = resolve(self.root, raw)
        match schema.get("type"):
            case "object" if schema.get("x-map"):
                return self._map(schema, depth)
            case "object":
                self._budget -= 1
                return self._structure(schema, depth - 1)
            case "array":
                return self._list(schema, depth)
        return self._scalar(schema)

    def _map(self, schema: Schema, depth: int) -> dict[str, Any]:
        self._budget -= 1
        place = {"x-location": schema.get("x-location")}
        keys = {**place, **resolve(self.root, schema["propertyNames"])}
        entry = {**place, **schema["additionalProperties"]}
        names = [self._key(keys) for _ in range(self._count(depth))]
        return {name: self._value(entry, depth - 1) for name in names}

    def _list(self, schema: Schema, depth: int) -> list[Any]:
        self._budget -= 1
        item = {"x-location": schema.get("x-location"), **schema["items"]}
        return [self._value(item, depth - 1) for _ in range(self._count(depth))]

    def _count(self, depth: int) -> int:
        return self._random.choice((1, 2, 3)) if depth > 0 and self._budget > 0 else 1

    def _key(self, schema: Schema) -> str:
        if schema.get("x-location"):
            return "k" + "".join(self._random.choices("abcdef-", k=4)) + "z"
        return str(self._scalar(schema))

    def _scalar(self, schema: Schema) -> Any:
        chance = self._random
        if schema.get("x-timestamp"):
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return to_rfc3339(epoch + timedelta(seconds=chance.randrange(LATEST)))
        if schema.get("x-blob"):
            return to_base64(chance.randbytes(chance.randrange(1, 6)))
        match schema.get("type"):
            case "integer":
                return chance.choice((0, 1, -1, chance.randrange(-(2**31), 2**31)))
            case "number":
                return self._number(schema)
            case "boolean":
                return chance.random() < 0.5
            case "string":
                return self._text(schema)
        return {"a": [1, True, "x"], "b": {"c": "d"}}

    def _number(self, schema: Schema) -> float:
        """Single precision, so that every width holds it."""
        value = self._random.choice((0.5, -2.25, 1e-7, 1e20, self._random.uniform(-1e6, 1e6)))
        (single,) = struct.unpack(">f", struct.pack(">f", value))
        return float(single)

    def _text(self, schema: Schema) -> str:
        if "enum" in schema:
            return str(self._random.choice(schema["enum"]))
        if schema.get("x-host-label") or schema.get("x-path-id"):
            return "label" + str(self._random.randrange(100))
        alphabet = FIELD_TEXT if schema.get("x-location") else TEXT
        return "".join(self._random.choices(alphabet, k=self._random.randrange(1, 9)))
