"""What the tree of an XML body does not show: names, namespaces, repetitions and spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shapeproof.contract.pointer import Tokens, join
from shapeproof.wire.aws_xml.xml_text import XmlElement
from shapeproof.wire.interface import Deviation, Weight
from shapeproof.wire.timestamps import TimestampFormat, is_written_in


def shown(element: XmlElement) -> str:
    """An element by its name, with its line where there are several."""
    line = f" (line {element.line})" if element.line > 1 else ""
    return f"<{element.name}>{line}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."


def beside_elements(element: XmlElement, place: Tokens) -> Iterator[Deviation]:
    """A text directly in an element that holds elements."""
    text = element.text.strip()
    if text and (element.children or element.attributes):
        yield Deviation(
            join(place), "text", "only elements", f"the text {_cut(text)!r} in {shown(element)}"
        )


def other_name(
    elements: Iterable[XmlElement], name: str, place: Tokens, constraint: str
) -> Iterator[Deviation]:
    """The first of the elements of a list or map that has another name than all should have."""
    for index, each in enumerate(elements):
        if each.name != name:
            inner = (*place, str(index)) if constraint == "list-element" else place
            yield Deviation(join(inner), constraint, f"<{name}>", shown(each))
            return


def other_namespace(element: XmlElement, namespace: str, place: Tokens) -> Iterator[Deviation]:
    """An element in another namespace. AWS's SDKs do not look at namespaces."""
    if element.namespace != namespace:
        yield Deviation(
            join(place),
            "namespace",
            _namespace(namespace),
            f"{_namespace(element.namespace)} for {shown(element)}",
            weight=Weight.HARMLESS,
        )


def _namespace(uri: str) -> str:
    return f"namespace {uri}" if uri else "no namespace"


def other_root(element: XmlElement, name: str) -> Deviation:
    """A root element of another name. AWS's SDKs do not look at that of a response."""
    return Deviation("", "root", f"<{name}>", shown(element), weight=Weight.HARMLESS)


def duplicated(element: XmlElement, place: Tokens) -> Deviation:
    """A member or a key of a map that stands in its element a second time."""
    return Deviation(join(place), "duplicate", "one element", f"a second {shown(element)}")


def without_part(entry: XmlElement, names: tuple[str, str], place: Tokens) -> Iterator[Deviation]:
    """An entry of a map that lacks its key or its value, or that holds something else."""
    for name in names:
        if entry.child(name) is None:
            held = ", ".join(f"<{each.name}>" for each in entry.children) or "nothing"
            expected = f"<{name}> in the entry"
            yield Deviation(join(place), "map-entry", expected, f"{held} in {shown(entry)}")
    strange = next((each for each in entry.children if each.name not in names), None)
    if strange is not None and all(entry.child(name) is not None for name in names):
        expected = f"only <{names[0]}> and <{names[1]}> in the entry"
        yield Deviation(join(place), "map-entry", expected, shown(strange))


def misspelt_number(element: XmlElement, place: Tokens) -> Iterator[Deviation]:
    """A number that not all clients read: with a plus sign, leading zeros or blanks."""
    if not _NUMBER.fullmatch(element.text):
        shown_text = repr(element.text if len(element.text) <= 40 else element.text[:37] + "...")
        yield Deviation(join(place), "number-spelling", "a number as in JSON", shown_text)


_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def other_timestamp(
    element: XmlElement, form: TimestampFormat, place: Tokens
) -> Iterator[Deviation]:
    """A timestamp in another format, which some SDKs read and others refuse.

    Seconds that are no number, the tree shows.
    """
    if form is not TimestampFormat.EPOCH_SECONDS and not is_written_in(element.text.strip(), form):
        yield Deviation(
            join(place),
            "timestamp-format",
            f"a timestamp like {_EXAMPLES[form]}",
            f"{_cut(element.text)!r} in {shown(element)}",
        )


_EXAMPLES = {
    TimestampFormat.DATE_TIME: "2014-04-29T18:30:38Z",
    TimestampFormat.HTTP_DATE: "Tue, 29 Apr 2014 18:30:38 GMT",
}
