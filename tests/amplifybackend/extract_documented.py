"""Extract the facts that a boto3 client reference states about a service, as JSON.

Usage: ``python extract_documented.py REFERENCE.txt [DOCUMENTED.json]``

REFERENCE.txt is the text of the service's page in the boto3 documentation. Only facts are taken:
names, types, enum values, required parameters, errors and paginators; no sentence of the page.
They are written next to this script unless a second path is given.

Members are addressed by path, ``ResourceConfig.AdditionalAuthTypes[].Mode``. A type is one of
string, integer, double, boolean, structure and list, or the sorted values of an enum.

The page marks the required parameters of the top level only, without their names, and does not
show the members of errors. The marks stand in the order of the parameters, so a mark is attributed
by the number of lines around it and by the words of its line; what that leaves open is an error.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

Type = str | list[str]
Member = tuple[str, ast.expr]

NAMES = {str: "string", bool: "boolean", int: "integer", float: "double"}
HEADING_NAMES = {"structure": "dict", "double": "float"}
GENERIC_METHODS = frozenset({"can_paginate", "close", "get_paginator", "get_waiter"})
MARK = "[REQUIRED]"

CALL = re.compile(
    r"^response(?:_iterator)? = (?:client|paginator)\.(?P<method>\w+)\(\n"
    r"(?P<request>.*?)^\)\n"
    r"(?P<parameters>.*?)(?:^dict\nResponse Syntax\n)?"
    r"(?P<response>^\{\n.*?^\})\n"
    r"(?P<rest>.*?)(?=^Request Syntax$|\Z)",
    re.DOTALL | re.MULTILINE,
)
METHODS = re.compile(r"^These are the available methods:\n((?:\w+\(\))+)", re.MULTILINE)
ERROR = re.compile(r"\.Client\.exceptions\.(\w+?Exception)")
PAGINATOR = re.compile(r"\.Paginator\.(\w+)¶paginator = client\.get_paginator\('(\w+)'\)")
HEADING = re.compile(r"^(?:(\w+) )?\((\w+)\) --$", re.MULTILINE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class UnclearReferenceError(ValueError):
    """The reference contradicts itself, or leaves open what it should settle."""


def extract(text: str) -> dict[str, Any]:
    """Return the facts of all operations and paginators that the reference describes."""
    operations: dict[str, Any] = {}
    paginators: dict[str, Any] = {}
    paginator_names = iter(PAGINATOR.findall(text))
    for call in CALL.finditer(text):
        if call["method"] == "paginate":
            name, operation = next(paginator_names)
            paginators[name] = {"operation": operation, **message_facts(call)}
        else:
            errors = sorted(ERROR.findall(call["rest"]))
            operations[call["method"]] = {"errors": errors, **message_facts(call)}
    check_methods(text, operations)
    return {"operations": operations, "paginators": paginators}


def check_methods(text: str, operations: dict[str, Any]) -> None:
    """Compare the operations found with the list of methods at the head of the reference."""
    listed = METHODS.search(text)
    names = set(listed[1].removesuffix("()").split("()")) - GENERIC_METHODS if listed else set()
    if unclear := names.symmetric_difference(operations):
        raise UnclearReferenceError(f"listed or described, but not both: {sorted(unclear)}")


def message_facts(call: re.Match[str]) -> dict[str, Any]:
    """Return the members of a method's request and response, and its required parameters."""
    request, response = keywords(call["request"]), expression(call["response"])
    check_headings(call["method"], response, HEADING.findall(call["rest"]))
    return {
        "request": {path: type_of(node) for path, node in members(request)},
        "required": required(call["method"], request, call["parameters"]),
        "response": {path: type_of(node) for path, node in members(response)},
    }


def expression(text: str) -> ast.expr:
    """Parse an example value, which is an expression of Python."""
    return ast.parse(text, mode="eval").body


def keywords(text: str) -> ast.Dict:
    """Parse the keyword arguments of an example call into a dictionary."""
    call = expression(f"dict({text})")
    assert isinstance(call, ast.Call)
    names: list[ast.expr | None] = [ast.Constant(keyword.arg) for keyword in call.keywords]
    return ast.Dict(keys=names, values=[keyword.value for keyword in call.keywords])


def members(node: ast.expr, path: str = "") -> Iterator[Member]:
    """Yield the members and list items below an example value, each before those below it."""
    below: list[Member] = []
    if isinstance(node, ast.Dict):
        names = (str(ast.literal_eval(key)) for key in node.keys if key)
        below = [
            (f"{path}.{name}".lstrip("."), value)
            for name, value in zip(names, node.values, strict=True)
        ]
    elif isinstance(node, ast.List):
        below = [(f"{path}[]", node.elts[0])]
    for member_path, value in below:
        yield member_path, value
        yield from members(value, member_path)


def type_of(node: ast.expr) -> Type:
    """Return the type that an example value stands for."""
    if isinstance(node, ast.Dict):
        return "structure"
    if isinstance(node, ast.List):
        return "list"
    values = alternatives(node)
    if isinstance(values[0], str) and values != ["string"]:
        return sorted(values)
    return NAMES[type(values[0])]


def alternatives(node: ast.expr) -> list[Any]:
    """Return the values of ``'A'|'B'|'C'``."""
    if isinstance(node, ast.BinOp):
        return alternatives(node.left) + alternatives(node.right)
    return [ast.literal_eval(node)]


def described(node: ast.expr) -> list[Member]:
    """Return what the reference describes below a value: all but the items of scalar lists."""
    return [
        (path, value)
        for path, value in members(node)
        if not path.endswith("[]") or isinstance(value, ast.Dict)
    ]


def check_headings(method: str, response: ast.expr, headings: list[tuple[str, str]]) -> None:
    """Compare the example response with the headings of its description, where it has them."""
    expected = [("", "dict")]
    for path, node in described(response):
        kind = type_of(node)
        name = "" if path.endswith("[]") else path.rpartition(".")[2]
        expected.append(
            (name, HEADING_NAMES.get(kind, kind) if isinstance(kind, str) else "string")
        )
    if headings and headings != expected:
        raise UnclearReferenceError(f"{method}: the response and its description differ")


def required(method: str, request: ast.Dict, description: str) -> list[str]:
    """Return the parameters that are marked as required: the one choice that fits the marks."""
    layout, sentences = marks(description)
    parameters = [str(ast.literal_eval(key)) for key in request.keys if key]
    candidates = [
        names
        for names in combinations(parameters, len(sentences))
        if expected_layout(request, names) == layout
        and (len(names) == len(parameters) or all(map(spells, sentences, names)))
    ]
    if len(candidates) != 1:
        raise UnclearReferenceError(f"{method}: {len(candidates)} ways to read the required marks")
    return sorted(candidates[0])


def marks(description: str) -> tuple[str, list[str]]:
    """Return the lines as a string of R (required) and P (plain), and the required ones."""
    lines = iter(description.splitlines())
    layout, sentences = "", []
    for line in lines:
        layout += "R" if line == MARK else "P"
        if line == MARK:
            sentences.append(next(lines))
    return layout, sentences


def expected_layout(request: ast.Dict, names: tuple[str, ...]) -> str:
    """Return the lines that the reference has if just these parameters are required.

    A required parameter has a line with a mark, an optional one a line only if it has members;
    then each described member below it has one.
    """
    layout = ""
    for key, node in zip(request.keys, request.values, strict=True):
        below = "P" * len(described(node))
        own = "R" if key and ast.literal_eval(key) in names else below[:1]
        layout += own + below
    return layout


def spells(sentence: str, name: str) -> bool:
    """Whether each word of a name, ``AppId``, begins a word of the sentence."""
    words = [word.lower() for word in re.findall(r"\w+", sentence)]
    return all(any(word.startswith(part.lower()) for word in words) for part in WORD.findall(name))


def main(reference: str, documented: str | None = None) -> None:
    """Write the facts of a reference."""
    facts = extract(Path(reference).read_text(encoding="utf-8"))
    target = Path(documented) if documented else Path(__file__).with_name("documented.json")
    target.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
