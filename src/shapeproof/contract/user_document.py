"""Documents that users write: untrusted data, judged by JSON Schemas that ship with shapeproof.

::

    _OVERLAY = DocumentSchema("shapeproof.contract", "overlay-1.json")
    _OVERLAY.check("overlay.json", document)   # raises UnfitDocument
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeproof.contract.pointer import join
from shapeproof.contract.user_files import read_user_file
from shapeproof.exceptions import UnfitDocument

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

MAX_DEPTH = 200
"""How many lists and objects may stand within one another."""

MAX_VALUES = 2_500_000
"""How many values a JSON text may hold: a report of the largest size has fewer."""
_TOKEN = re.compile(rb'[,\[{]|"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
"""What about each value of a JSON text has, and a string, which may lack its end."""
_MOST_CHOICES = 40
_LONGEST = 120
_SHORTEST = 20
_GZIP = b"\x1f\x8b"
_TYPES: Mapping[str, str] = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


@dataclass(frozen=True)
class DocumentSchema:
    """A JSON Schema in the folder ``schemas`` of a package, and what it judges.

    For an unknown key (``additionalProperties: false``) the nearest known one is suggested. The
    ``title`` of a schema with a ``pattern`` says in words what the pattern accepts.
    """

    package: str
    name: str
    part: str = ""

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The schema itself, or the ``part`` of its definitions."""
        found: Mapping[str, Any] = json.loads(self.text())
        if not self.part:
            return found
        return {"$defs": found["$defs"], **found["$defs"][self.part]}

    def text(self) -> str:
        """The file of the schema."""
        return files(self.package).joinpath("schemas", self.name).read_text(encoding="utf-8")

    def check(self, path: str, document: Any) -> None:
        """Raise UnfitDocument, with the place of the first problem.

        ``path`` is the file's, for the message.
        """
        try:
            if self._fast.is_valid(document):
                return
        except ValueError:
            pass  # a number that only Python can hold
        errors = list(self._explaining.iter_errors(document))
        if errors:
            pointer, reason = _explained(min(errors, key=_rank))
            raise UnfitDocument(path, pointer, reason)

    @cached_property
    def _fast(self) -> jsonschema_rs.Draft202012Validator:
        import jsonschema_rs

        return jsonschema_rs.Draft202012Validator(dict(self.schema))

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        from jsonschema import Draft202012Validator

        return Draft202012Validator(dict(self.schema))


def read_json(path: Path, max_bytes: int, max_depth: int = MAX_DEPTH) -> Any:
    """A JSON file, bounded in size and depth. Raises UnfitDocument."""
    try:
        data = read_user_file(path, max_bytes)
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise UnfitDocument(str(path), "", why_unreadable(error)) from None
    return parsed_json(str(path), data, max_depth)


def parsed_json(path: str, data: bytes, max_depth: int = MAX_DEPTH) -> Any:
    """The value of a JSON text, bounded in depth. Raises UnfitDocument."""
    if data.startswith(_GZIP):
        raise UnfitDocument(path, "", "compressed by gzip; unpack it with gunzip first")
    if (reason := too_many_values(data)) is not None:
        raise UnfitDocument(path, "", reason)
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnfitDocument(path, "", f"not JSON ({place}: {error.msg})") from None
    except UnicodeDecodeError as error:
        raise UnfitDocument(path, "", f"not UTF-8 text (byte {error.start})") from None
    except ValueError as error:  # a number of too many digits, NaN or Infinity
        raise UnfitDocument(path, "", f"not JSON ({error})") from None
    except RecursionError:
        raise UnfitDocument(path, "", "nested too deeply") from None
    if _depth(document, max_depth) > max_depth:
        raise UnfitDocument(path, "", f"nested more than {max_depth} levels deep")
    return document


def half_characters(data: bytes, document: Any) -> str | None:
    """What is wrong with a JSON document whose texts no file and no message can hold.

    ``data`` is its text: JSON can write half of a surrogate pair, such as ``\\ud800``.
    """
    if b"\\ud" not in data and b"\\uD" not in data:
        return None
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        return f"a text has {half}, half of a surrogate pair, which is no character"
    return None


def too_many_values(data: bytes) -> str | None:
    """What is wrong with a JSON text of so many values that they would fill the memory."""
    if sum(map(data.count, (b",", b"[", b"{"))) <= MAX_VALUES:
        return None
    quote, count = ord('"'), 0
    for token in _TOKEN.finditer(data):  # what strings hold does not count
        count += data[token.start()] != quote
        if count > MAX_VALUES:
            return f"it holds more than {MAX_VALUES:,} values"
    return None


def why_unreadable(error: OSError | ValueError) -> str:
    """Why a file could not be opened or read."""
    return (isinstance(error, OSError) and error.strerror) or "cannot be read"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:_SHORTEST]} is too large a number")
    return number


def _depth(value: Any, limit: int) -> int:
    """How many lists and objects stand within one another; at most one more than the limit."""
    depth, level = 0, [value] if isinstance(value, dict | list) else []
    while level and depth <= limit:
        depth += 1
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [x for each in inner for x in each if isinstance(x, dict | list)]
    return depth


def _rank(error: ValidationError) -> bool:
    """Unknown keys first: a misspelt key is also one that is missing."""
    return error.validator != "additionalProperties"


def _explained(error: ValidationError) -> tuple[str, str]:
    """The pointer of what does not fit, and what is wrong with it."""
    place = [str(each) for each in error.absolute_path]
    wanted: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            key, known = _unknown_key(error)
            return join([*place, key]), unknown_name("key", key, known)
        case "required":
            found: Any = error.instance
            missing = next(each for each in wanted if each not in found)
            return join([*place, missing]), "it is missing"
        case "type":
            return join(place), f"expected {_types(wanted)}, found {kind_name(error.instance)}"
        case "enum":
            return join(place), unknown_name("value", error.instance, wanted)
        case "const":
            return join(place), f"expected {json.dumps(wanted)}"
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            said: Any = error.schema
            return join(place), f"{error.instance!r} is not {said['title']}"
        case "pattern" if isinstance(error.schema, Mapping) and "title" in error.schema:
            return join(place), f"expected {error.schema['title']}"
        case "not" if isinstance(wanted, Mapping):
            keys = wanted.get("required", ())
            return join(place), f"{' and '.join(map(repr, keys))} exclude each other"
    message = error.message
    return join(place), message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"


def _unknown_key(error: ValidationError) -> tuple[str, Sequence[str]]:
    schema: Any = error.schema
    found: Any = error.instance
    members = schema["properties"]
    key = next(each for each in found if each not in members)
    return key, [each for each in members if not each.startswith("$")]


def unknown_name(kind: str, name: Any, known: Iterable[Any]) -> str:
    """What to say of a name that is none of those known: ``unknown KIND NAME``, and a near one."""
    names = [_as_written(each) for each in known if each is not None]
    nearest = nearest_name(str(name), names)
    if nearest:
        return f"unknown {kind} {name!r}; did you mean {nearest!r}?"
    few = 0 < len(names) <= _MOST_CHOICES
    return f"unknown {kind} {name!r}" + (f"; {_choice(names)}" if few else "")


def _as_written(value: Any) -> str:
    """A name as a user writes it: True is true in JSON and in TOML."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like another one, if any is."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


def _choice(names: Sequence[str]) -> str:
    if len(names) < 2:
        return f"choose {''.join(names)}"
    return f"choose {', '.join(names[:-1])} or {names[-1]}"


def _types(wanted: str | Sequence[str]) -> str:
    names = (wanted,) if isinstance(wanted, str) else wanted
    return " or ".join(_TYPES[each] for each in names)


def kind_name(value: Any) -> str:
    """The JSON type of a value in words, such as ``a list``."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    for kind, name in ((str, "string"), (int, "integer"), (list, "array"), (dict, "object")):
        if isinstance(value, kind):
            return _TYPES[name]
    return _TYPES["number"]
