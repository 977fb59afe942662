"""Single changes of the contract's documents, at every place where a change can be made.

A mutation takes a document and yields its mutants: where it was changed, and the changed copy.
"""

from collections.abc import Callable, Iterator

from .contract_facts import Json

Mutants = Iterator[tuple[str, Json]]
Mutation = Callable[[Json], Mutants]
Place = tuple[str, ...]

TYPES = ("array", "boolean", "integer", "number", "object", "string")
LIMITS: Json = {
    "minLength": 1,
    "pattern": "^a",
    "minimum": 2,
    "maximum": 24,
    "minItems": 1,
    "not": {},
}
OTHER = "Other"


def replaced(document: Json, place: Place, value: object) -> Json:
    """Return a copy that has another value at a place."""
    key, *rest = place
    return {**document, key: replaced(document[key], tuple(rest), value) if rest else value}


def without(mapping: Json, key: str) -> Json:
    """Return a copy that lacks a key."""
    return {name: value for name, value in mapping.items() if name != key}


def schemas(document: Json, *messages: str) -> Iterator[tuple[Place, Json]]:
    """Yield every schema of the messages (both, if none is named) with its place."""
    for message in messages or ("request", "response"):
        yield from schemas_below(document[message], (message,))


def schemas_below(schema: Json, place: Place) -> Iterator[tuple[Place, Json]]:
    """Yield a schema and all schemas in it with their places."""
    yield place, schema
    for name, member in schema.get("properties", {}).items():
        yield from schemas_below(member, (*place, "properties", name))
    if "items" in schema:
        yield from schemas_below(schema["items"], (*place, "items"))


def mutant(document: Json, place: Place, schema: Json, change: str = "") -> tuple[str, Json]:
    """Return the mutant with another schema at a place, and the words for it."""
    return f"{'/'.join(place)} {change}".strip(), replaced(document, place, schema)


def member_removed(document: Json) -> Mutants:
    """Leave out each member of each structure."""
    for place, schema in schemas(document):
        for name in schema.get("properties", {}):
            members = without(schema["properties"], name)
            yield mutant(document, place, {**schema, "properties": members}, name)


def member_renamed(document: Json) -> Mutants:
    """Give each member of each structure another name."""
    for place, schema in schemas(document):
        for name, member in schema.get("properties", {}).items():
            members = {**without(schema["properties"], name), OTHER: member}
            yield mutant(document, place, {**schema, "properties": members}, name)


def member_added(document: Json) -> Mutants:
    """Put one more member into each structure."""
    for place, schema in schemas(document):
        if schema["type"] == "object":
            members = {**schema["properties"], OTHER: {"type": "string"}}
            yield mutant(document, place, {**schema, "properties": members})


def type_changed(document: Json) -> Mutants:
    """Give each schema each of the other types."""
    for place, schema in schemas(document):
        for kind in TYPES:
            if kind != schema["type"]:
                yield mutant(document, place, {**schema, "type": kind}, kind)


def list_made(document: Json) -> Mutants:
    """Turn each value into a list of such values, and each list into one of its items."""
    for place, schema in schemas(document):
        yield mutant(document, place, {"type": "array", "items": schema}, "in a list")
        if "items" in schema:
            yield mutant(document, place, schema["items"], "one item")


def enum_changed(document: Json) -> Mutants:
    """Leave out, respell and add values of each enum; make strings of enums, enums of strings."""
    for place, schema in schemas(document):
        values = schema.get("enum", [])
        for value in values:
            others = [other for other in values if other != value]
            yield mutant(document, place, {**schema, "enum": others}, f"without {value}")
            yield mutant(document, place, {**schema, "enum": [*others, value.lower()]}, value)
        if schema["type"] == "string":
            yield mutant(document, place, {**schema, "enum": [*values, OTHER]}, "one more")
        if values:
            yield mutant(document, place, without(schema, "enum"), "any string")


def required_toggled(document: Json) -> Mutants:
    """Make each required member of the request optional, and each optional one required."""
    for place, schema in schemas(document, "request"):
        for name in schema.get("properties", {}):
            names = set(schema.get("required", ())) ^ {name}
            yield mutant(document, place, {**schema, "required": sorted(names)}, name)


def limit_changed(document: Json) -> Mutants:
    """Give each schema limits of its values, and take away those it has."""
    for place, schema in schemas(document):
        for keyword, value in LIMITS.items():
            yield mutant(document, place, {**schema, keyword: value}, keyword)
            if keyword in schema:
                yield mutant(document, place, without(schema, keyword), f"no {keyword}")


def error_changed(document: Json) -> Mutants:
    """Leave out each error, and add one."""
    errors = document["errors"]
    for name in errors:
        yield f"errors without {name}", {**document, "errors": without(errors, name)}
    yield "errors with one more", {**document, "errors": {**errors, OTHER: {"type": "object"}}}


def name_changed(document: Json) -> Mutants:
    """Give the operation another name."""
    for key in ("operation", "pythonName"):
        yield key, {**document, key: document[key] + OTHER}


def entry_changed(document: Json) -> Mutants:
    """Leave out and add operations, their errors, errors and paginators of a service document."""
    for part in ("operations", "errors", "paginators"):
        entries = document[part]
        for name, entry in entries.items():
            yield f"{part} without {name}", {**document, part: without(entries, name)}
            yield f"{part} one like {name}", {**document, part: {**entries, OTHER: entry}}
    for name, entry in document["operations"].items():
        for errors in ([*entry["errors"], OTHER], entry["errors"][1:], entry["errors"][:-1], []):
            place = ("operations", name, "errors")
            yield f"{name} with {errors}", replaced(document, place, errors)


def paginator_changed(paginator: Json) -> Mutants:
    """Take away, add to and exchange what a paginator names."""
    for key, value in paginator.items():
        others: list[object] = [None, OTHER, "NextToken", "MaxResults", "Status"]
        if isinstance(value, list):
            others = [[], [OTHER], [*value, OTHER], ["MaxResults"], ["Status"], ["Jobs", "Jobs2"]]
        for other in others:
            if other != value:
                yield f"{key} {other}", {**paginator, key: other}


OPERATION_MUTATIONS: tuple[Mutation, ...] = (
    member_removed,
    member_renamed,
    member_added,
    type_changed,
    list_made,
    enum_changed,
    required_toggled,
    limit_changed,
    error_changed,
    name_changed,
)
