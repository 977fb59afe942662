"""Bodies that are not the encoded one: what they must come to, and members under other names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.shape import BODY, Shape
from shapeproof.exchange import Distortion, Expect, Fault, How
from shapeproof.wire import Codec
from shapeproof.wire.variants import NO_BODY, BodyDistortion

Params = Mapping[str, Any]


def bodies_of(
    codec: Codec, shape: Shape, params: Params
) -> Iterator[tuple[BodyDistortion, Params, Expect]]:
    """Whole bodies of another form, each with the parameters that go with it.

    Where the path says which operation is meant, SDKs send no body if no member of it is given.
    """
    members = shape.members
    required = any(members[name].location == BODY for name in shape.required)
    for each in codec.variants.distortions(required):
        if each.label == NO_BODY and each.fault is None and codec.traits.http_bindings:
            kept = {k: value for k, value in params.items() if members[k].location != BODY}
            yield each, kept, Expect.ACCEPT
        else:
            yield each, params, each.expect


def api_names(codec: Codec, shape: Shape) -> Iterator[tuple[str, Fault, Distortion]]:
    """Each required member of the body under the name that it has in the API."""
    for name in shape.required:
        member = shape.members[name]
        wire = member.wire_name(name)
        rewrite = codec.variants.renaming(wire, name)
        if member.location == BODY and wire != name and rewrite is not None:
            fault = Fault(f"/{name}", "required", How.API_NAME, "server", wire, name)
            yield name, fault, Distortion(rewrite=rewrite)
