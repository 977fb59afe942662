"""How many required texts of all services get a realistic value, and which names get none.

    python benchmarks/realistic_values.py [SERVICE ...]

``known``: a form or an ARN made for the pattern. ``pattern``: no form, but the text is made for the
pattern. ``free``: names, titles and the like, for which any text will do. ``other``: the rest; the
names of these are listed by the number of services that have them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.domain.loading import strategy_folders
from shapeproof.generate.domain.member_words import words_of
from shapeproof.generate.values.known import is_element
from shapeproof.generate.values.plain import fits_wholly

FREE = frozenset({
    "alias", "bucket", "comment", "content", "description", "key", "label", "message", "name",
    "prefix", "reason", "tag", "text", "title", "username", "value",
})  # fmt: skip
LISTED = 40


def main(services: list[str]) -> None:
    counts: Counter[str] = Counter()
    missing: defaultdict[str, set[str]] = defaultdict(set)
    begun = time.perf_counter()
    for service in services or available_services():
        contract = compile_service(service)
        realistic = RealisticValues.load(contract, strategy_folders())
        for operation in contract.operations.values():
            for tokens, shape in required_texts(operation.request_shape, (), frozenset()):
                known = bool(realistic.at(operation.name, tokens, shape))
                kind = "known" if known else kind_of(tokens, shape)
                counts[kind] += 1
                if kind == "other":
                    missing[name_of(tokens)].add(service)
    total = counts.total()
    for kind in ("known", "pattern", "free", "other"):
        print(f"{kind:8} {counts[kind]:6} {100 * counts[kind] / total:5.1f} %")
    print(f"{'texts':8} {total:6}   in {time.perf_counter() - begun:.0f} s")
    ranked = sorted(missing, key=lambda name: (-len(missing[name]), name))[:LISTED]
    print("other:", ", ".join(f"{name} ({len(missing[name])})" for name in ranked))


def required_texts(
    shape: Shape, tokens: Tokens, inside: frozenset[str]
) -> Iterator[tuple[Tokens, Shape]]:
    """The texts that a minimal request has, with an element in each list."""
    if shape.definition is not None:
        if shape.definition in inside:
            return
        inside |= {shape.definition}
    if shape.is_structure:
        names = sorted(shape.members)[:1] if shape.is_union else shape.required
        for name in names:
            if name in shape.members:
                yield from required_texts(shape.members[name], (*tokens, name), inside)
    elif shape.is_list:
        yield from required_texts(shape.item, (*tokens, "0"), inside)
    elif shape.kind is Kind.STRING and not shape.enum:
        yield tokens, shape


def kind_of(tokens: Tokens, shape: Shape) -> str:
    """What the plain value of a text without a form is."""
    if "pattern" in shape.schema and not fits_wholly(shape.schema, "sample"):
        return "pattern"
    return (
        "free"
        if words_of(name_of(tokens))[-1:] and words_of(name_of(tokens))[-1] in FREE
        else "other"
    )


def name_of(tokens: Tokens) -> str:
    """The last name of a place, as most services spell it."""
    name = next(each for each in reversed(tokens) if not is_element(each))
    return name[:1].lower() + name[1:]


if __name__ == "__main__":
    main(sys.argv[1:])
