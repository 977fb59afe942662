"""The picture of a lifecycle as SVG within a page, whose colours it takes."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from shapeproof.report.html.lifecycle_layout import WIDTH, Drawing, DrawnArrow, DrawnMark

_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_MUTED = "var(--muted, currentColor)"
_TONES = {
    "reached": "var(--ok, currentColor)",
    "failed": "var(--error, currentColor)",
    "missing": _MUTED,
    "left-out": _MUTED,
}
_MARKS = {
    "reached": "M1.5 6.5l3 3.5 6-8",
    "failed": "M2 2l8 8M10 2l-8 8",
    "missing": "M6 1a5 5 0 1 0 .01 0M2.5 9.5l7-7",
    "left-out": "M2 6h8",
}
_LOOKS = {
    "name": {"font-size": "14", "font-weight": "700"},
    "within": {"font-size": "12", "fill": _MUTED},
    "state": {"font-weight": "700"},
    "part": {"font-size": "11", "fill": _MUTED},
    "operation": {},
    "status": {"font-size": "11"},
    "none": {"font-size": "11", "font-style": "italic", "fill": _MUTED},
}


def svg(drawing: Drawing, name: str, title: str, description: str) -> Markup:
    """The drawing as an element of a page; ``name`` begins the ids within it."""
    height = f"{drawing.height:g}"
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "lifecycle",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": height,
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-text",
            "font-family": _FONT,
            "font-size": "12",
            "fill": "currentColor",
        },
    )
    SubElement(root, "title", {"id": f"{name}-title"}).text = title
    SubElement(root, "desc", {"id": f"{name}-text"}).text = description
    _boxes(root, drawing)
    for arrow in drawing.arrows:
        _arrow(root, arrow)
    for mark in drawing.marks:
        _mark(root, mark)
    for text in drawing.texts:
        look = dict(_LOOKS[text.kind])
        if text.tone:
            look["fill"] = _tone(text.tone, text.kind)
        place = {"x": f"{text.x:g}", "y": f"{text.y:g}"}
        SubElement(root, "text", place | look).text = text.text
    return Markup(tostring(root, encoding="unicode"))


def _tone(status: str, kind: str) -> str:
    """What is said about an operation that was reached is about its findings."""
    return _TONES["failed" if kind == "status" and status == "reached" else status]


def _boxes(root: Element, drawing: Drawing) -> None:
    for box in drawing.boxes:
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        look = {"rx": "6", "fill": "none", "stroke": "currentColor", "stroke-opacity": "0.5"}
        SubElement(root, "rect", {key: f"{value:g}" for key, value in place.items()} | look)


def _arrow(root: Element, arrow: DrawnArrow) -> None:
    down = 1 if arrow.end > arrow.start else -1
    look = {"fill": "none", "stroke": "currentColor", "stroke-width": "1.5"}
    dashes = {} if arrow.possible else {"stroke-dasharray": "3 3"}
    line = f"M{arrow.x:g} {arrow.start:g}V{arrow.end - down:g}"
    head = f"M{arrow.x - 4:g} {arrow.end - 7 * down:g}l4 {6 * down} 4 {-6 * down}"
    SubElement(root, "path", {"d": line} | look | dashes)
    SubElement(root, "path", {"d": head} | look)


def _mark(root: Element, mark: DrawnMark) -> None:
    look = {
        "d": _MARKS[mark.status],
        "transform": f"translate({mark.x:g} {mark.y:g})",
        "fill": "none",
        "stroke": _TONES[mark.status],
        "stroke-width": "1.8",
    }
    SubElement(root, "path", look)
