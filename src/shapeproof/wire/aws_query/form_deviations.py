"""Where a form that can be read is not written as its protocol has it.

The tree reads lists and maps whose elements have other names; here it is said that they have.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from shapeproof.contract.pointer import Tokens, join
from shapeproof.wire.aws_query.form_elements import indexes_to
from shapeproof.wire.aws_query.form_text import FormNode
from shapeproof.wire.aws_query.form_values import (
    FormList,
    FormMap,
    FormReference,
    FormScalar,
    FormStructure,
    FormValue,
)
from shapeproof.wire.interface import Deviation
from shapeproof.wire.text_values import TimestampText
from shapeproof.wire.timestamps import TimestampFormat, is_written_in


def form_deviations(value: FormValue, node: FormNode, tokens: Tokens = ()) -> Iterator[Deviation]:
    """What the tree of a node does not show; ``tokens`` lead to the node in the tree."""
    if isinstance(value, FormReference):
        yield from form_deviations(value.target, node, tokens)
        return
    if node.below and node.texts and tokens:
        yield Deviation(
            join(tokens), "text-beside-members",
            "either a text or members", f"the text {_shown(node.texts[0])} beside members",
        )  # fmt: skip
    match value:
        case FormScalar():
            yield from _of_scalar(value, node, tokens)
        case FormStructure():
            yield from _of_structure(value, node, tokens)
        case FormList():
            yield from _of_list(value, node, tokens)
        case FormMap():
            yield from _of_map(value, node, tokens)


def _of_scalar(value: FormScalar, node: FormNode, tokens: Tokens) -> Iterator[Deviation]:
    """A timestamp in another format; the tree shows seconds that are no number."""
    written = value.written
    if not isinstance(written, TimestampText) or node.below or node.text is None:
        return
    form = written.form
    if form is not TimestampFormat.EPOCH_SECONDS and not is_written_in(node.text, form):
        yield Deviation(
            join(tokens), "timestamp-format", f"a timestamp in {form.value}", _shown(node.text)
        )


def _of_structure(value: FormStructure, node: FormNode, tokens: Tokens) -> Iterator[Deviation]:
    for step, each in node.below.items():
        if step in value.members:
            yield from form_deviations(value.members[step], each, (*tokens, step))


def _of_list(value: FormList, node: FormNode, tokens: Tokens) -> Iterator[Deviation]:
    if not node.below:
        if node.text == "" and not value.style.empty_lists:
            yield Deviation(
                join(tokens), "empty-list", "no parameter for an empty list", "an empty text"
            )
        return
    numbered = yield from _numbered(value, node, tokens)
    for index, each in enumerate(numbered):
        yield from form_deviations(value.item, each, (*tokens, str(index)))


def _of_map(value: FormMap, node: FormNode, tokens: Tokens) -> Iterator[Deviation]:
    if not node.below:
        return
    numbered = yield from _numbered(value, node, tokens)
    keys: set[str] = set()
    for each in numbered:
        key = each.below.get(value.key_name)
        if key is None or key.text is None:
            continue  # the tree shows it
        if key.text in keys:
            yield Deviation(
                join(tokens), "map-key", "each key once", f"the key {_shown(key.text)} again"
            )
        keys.add(key.text)
        if value.value_name in each.below:
            below = each.below[value.value_name]
            yield from form_deviations(value.value, below, (*tokens, key.text))


def _numbered(
    value: FormList | FormMap, node: FormNode, tokens: Tokens
) -> Generator[Deviation, None, tuple[FormNode, ...]]:
    """What is wrong with the names of the elements; returns the elements."""
    found = value.numbered(node)
    if found is None:
        return ()  # the tree shows it
    place, name = join(tokens), tokens[-1]
    right = _stem(name, value.element, "1")
    if found.step != value.element:
        yield Deviation(place, "list-element", right, _stem(name, found.step, found.indexes[0]))
    wanted = indexes_to(len(found.nodes))
    wrong = [index for index, there in zip(wanted, found.indexes, strict=True) if index != there]
    if wrong:
        there = found.indexes[int(wrong[0]) - 1]
        yield Deviation(
            place, "list-index", _stem(name, value.element, wrong[0]),
            _stem(name, found.step, there),
        )  # fmt: skip
    beside = [each for each in node.below if each != found.step] if found.step else []
    if beside:
        yield Deviation(place, "list-element", right, _stem(name, beside[0]))
    return found.nodes


def _stem(*steps: str) -> str:
    return ".".join(step for step in steps if step)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
