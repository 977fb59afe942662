"""Templates of HTML pages: everything is escaped, style and script are inlined.

A page forbids by its content security policy whatever is not the inlined style or script itself.
So a value that got into a page as markup would run nothing and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shapeproof.report.text import encodable

STYLES = ("base.css", "report.css")
SCRIPTS = ("theme.js", "copy.js", "findings.js", "filter.js", "links.js")


def render_page(
    template: str,
    view: Mapping[str, object],
    styles: Sequence[str] = STYLES,
) -> str:
    """A page from a template that extends ``base.html``, with these files inlined."""
    style, script = _joined(tuple(styles)), _strict(_joined(SCRIPTS))
    page = (
        _environment()
        .get_template(template)
        .render(style=Markup(style), script=Markup(script), policy=_policy(style, script), **view)
    )
    return encodable(page)


def render_part(template: str, macro: str, *values: object) -> Markup:
    """A part of a page, by a macro of a template."""
    made: object = getattr(_environment().get_template(template).module, macro)(*values)
    return Markup(made)


def embedded(value: object) -> Markup:
    """A value as JSON for an element ``script``, which nothing in it can end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("</", r"<\/").replace("<!", r"\u003c!"))


def _policy(style: str, script: str) -> str:
    parts = (
        "default-src 'none'",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def _strict(script: str) -> str:
    return f'\n"use strict";{script}'


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


@cache
def _joined(names: tuple[str, ...]) -> str:
    folder = files("shapeproof.report.html") / "templates"
    texts = [(folder / name).read_text("utf-8").replace("\r\n", "\n") for name in names]
    return "\n" + "\n".join(texts)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("shapeproof.report.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
