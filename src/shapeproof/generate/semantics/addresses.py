"""Addresses of the service in values: those of the server that answers in its place.

SDKs call some of them (the URL of a queue, the endpoint of a prediction), and no request may leave
the machine. Cases are made before their server has a port: they have a stand-in, of the same length
as an address, which the server's own address replaces when a case is played.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from shapeproof.contract.shape import Shape
from shapeproof.generate.values.plain import fits_text

STAND_IN = "127.0.0.1:65535"
"""The host and port in cases."""
STAND_IN_ORIGIN = f"http://{STAND_IN}"


def addressed(shape: Shape, value: Any, origin: str) -> Any:
    """A text as an address of its form at an origin, though its pattern may ask for one of AWS.

    A URL keeps the path of the text, or has the text as its path. What is no URL and breaks the
    schema stays as it is, and what is too long stays too long.
    """
    if not isinstance(value, str):
        return value
    is_fault = not fits_text(shape.schema, value)
    if is_fault and "://" not in value:
        return value
    form, longest = str(shape.address_form), shape.schema.get("maxLength")
    least, address = _address(form, "", origin), _address(form, value, origin)
    if longest is None:
        return address
    if is_fault and len(value) > longest:
        return address + "/" + "a" * (len(value) - len(address) - 1)
    return address[:longest] if len(least) <= longest else value


def _address(form: str, text: str, origin: str) -> str:
    if form == "host":
        return urlsplit(origin).netloc
    return origin + _path(text) if form == "url" else origin


def _path(text: str) -> str:
    """The path of a URL; what is no URL of a service becomes one segment."""
    if text.startswith(("http://", "https://")):
        host, slash, path = text.partition("//")[2].partition("/")
        if host.replace(".", "").replace("-", "").replace(":", "").isalnum():
            return slash + path
    return "/" + quote(text, safe="", errors="replace")
