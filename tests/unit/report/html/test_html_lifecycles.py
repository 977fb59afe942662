"""Pictures of lifecycles: what they say, and that nothing in them overlaps or runs out."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, cast
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from shapeproof.report.document import Report
from shapeproof.report.html.lifecycle_layout import (
    LETTER,
    WIDTH,
    OperationState,
    PictureParts,
    columns,
    placed,
    wrapped,
)
from shapeproof.report.html.lifecycles import lifecycle_pictures

SVG = "{http://www.w3.org/2000/svg}"
PARTS = {
    "create": ["CreateTopic", "CopyTopic"],
    "read": ["GetTopic"],
    "list": ["ListTopics"],
    "remove": ["DeleteTopic"],
}


def resource(name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    given = {"name": name, "parent": parent, "identifiers": [], "single": False}
    return given | {"operations": PARTS} | more


def operation(name: str, **more: Any) -> dict[str, Any]:
    given = {"name": name, "reached": True, "available": True, "findings": 0}
    return {"cases": 1, "requests": 1, "reason": ""} | given | more


def report(resources: Sequence[Mapping[str, Any]], *operations: Mapping[str, Any]) -> Report:
    lifecycle = {"reviewed": True, "resources": resources}
    return cast("Report", {"lifecycle": lifecycle, "operations": operations})


SEEN = (
    operation("CreateTopic"),
    operation("CopyTopic", reached=False, available=False),
    operation("GetTopic", findings=3),
    operation("DeleteTopic", reached=False),
)


def texts(root: Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_a_picture_says_what_became_of_each_operation() -> None:
    (picture,) = lifecycle_pictures(report([resource("Topic", single=True)], *SEEN))
    root = fromstring(picture.svg)
    assert (picture.name, picture.reached, picture.operations, picture.failing) == (
        "Topic",
        2,
        5,
        4,
    )
    assert texts(root) == [
        *("Topic", "at most one", "absent"),
        *("create", "CreateTopic", "CopyTopic", "not available"),
        *("remove", "DeleteTopic", "not reached"),
        *("read", "GetTopic", "3 findings", "list", "ListTopics", "not in this run", "present"),
    ]
    assert root.findtext(f"{SVG}title") == "Lifecycle of Topic"
    assert root.findtext(f"{SVG}desc") == (
        "Topic: at most one. Create: CreateTopic (reached), CopyTopic (not available). "
        "Read: GetTopic (reached, 3 findings). List: ListTopics (not in this run). "
        "Remove: DeleteTopic (not reached)."
    )


def test_names_and_descriptions_are_found_by_readers_of_screens() -> None:
    pictures = lifecycle_pictures(report([resource("A"), resource("B")], *SEEN))
    roots = [fromstring(each.svg) for each in pictures]
    ids = [each.get("id") for root in roots for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 4
    for root in roots:
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") in ids
        assert root.get("aria-describedby") in ids


def test_only_what_was_done_is_a_solid_line() -> None:
    (picture,) = lifecycle_pictures(report([resource("Topic")], *SEEN))
    dashed = [each.get("stroke-dasharray") for each in fromstring(picture.svg).iter(f"{SVG}path")]
    assert dashed.count("3 3") == 1


def test_resources_come_after_their_parents() -> None:
    resources = [resource("C", "B"), resource("A"), resource("B", "A"), resource("D", "Elsewhere")]
    pictures = lifecycle_pictures(report(resources, *SEEN))
    assert [each.name for each in pictures] == ["A", "B", "C", "D"]
    assert texts(fromstring(pictures[2].svg))[1] == "within A › B"


def test_resources_of_which_the_target_has_nothing_are_known() -> None:
    missing = (operation(each["name"], reached=False, available=False) for each in SEEN)
    (absent,) = lifecycle_pictures(report([resource("Topic")], *missing))
    (present,) = lifecycle_pictures(report([resource("Topic")], *SEEN))

    assert (absent.available, present.available) == (0, 3)


def test_a_circle_of_parents_ends() -> None:
    pictures = lifecycle_pictures(report([resource("A", "B"), resource("B", "A")], *SEEN))
    assert {each.name for each in pictures} == {"A", "B"}


def test_a_resource_of_which_nothing_was_tried_has_no_picture() -> None:
    assert lifecycle_pictures(report([resource("Topic")], operation("Other"))) == ()
    assert lifecycle_pictures(cast("Report", {"operations": []})) == ()


NASTY = ["</svg><script>x()</script>", "a\0b\x1b", "\u202eevil", "\ud800", "名" * 99, "X" * 10**6]


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_names_are_only_text(name: str) -> None:
    lifecycle = [resource(name, name, operations={"create": [name], "use": [name] * 3})]
    (picture,) = lifecycle_pictures(report(lifecycle, operation(name)))
    root = fromstring(picture.svg.encode())
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "desc", "rect", "path", "text")
    }
    assert len(picture.svg) < 8_000


def long_name(random_: random.Random) -> str:
    words = ("Describe", "VPC", "Association", "2", "x", "Internationalisation", "for", "IPAM")
    return "".join(random_.choice(words) for _ in range(random_.randint(1, 9)))


def parts(seed: int) -> PictureParts:
    random_ = random.Random(seed)

    def groups(*names: str) -> list[tuple[str, list[OperationState]]]:
        chosen = [each for each in names if random_.random() < 0.8]
        return [(each, [state() for _ in range(random_.randint(1, 7))]) for each in chosen]

    def state() -> OperationState:
        note = random_.choice(("", "not reached", "1,000,000 findings"))
        return OperationState(long_name(random_), "reached", note)

    return PictureParts(
        long_name(random_),
        " › ".join(long_name(random_) for _ in range(random_.randint(0, 4))),
        groups("create", "import", "create with another"),
        groups("remove"),
        groups("read", "update", "list", "use"),
    )


@pytest.mark.parametrize("seed", range(30))
def test_nothing_overlaps_or_runs_out(seed: int) -> None:
    drawing = placed(parts(seed))
    boxes = [
        (each.x, each.y - 10, each.x + columns(each.text) * LETTER, each.y + 3)
        for each in drawing.texts
        if each.kind != "name"
    ]
    boxes += [(each.x, each.y, each.x + 12, each.y + 12) for each in drawing.marks]
    arrows = [
        (each.x - 4, min(each.start, each.end), each.x + 4, max(each.start, each.end))
        for each in drawing.arrows
    ]
    for one, other in combinations([*boxes, *arrows], 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert all(box[0] >= 0 and box[2] <= WIDTH and box[3] <= drawing.height for box in boxes)
    assert drawing == placed(parts(seed))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Get", ["Get"]),
        ("GetTopicArn", ["GetTopic", "Arn"]),
        ("", [""]),
        ("internationalisation", ["internatio", "nalisation"]),
        ("A" * 99, ["AAAAA" + "AAAAA"] * 3 + ["AAAAAAAAA…"]),
        ("名前名前名前", ["名前名前名", "前"]),
    ],
)
def test_texts_are_wrapped_between_words(text: str, lines: list[str]) -> None:
    assert wrapped(text, 10 * LETTER + 0.1) == lines
