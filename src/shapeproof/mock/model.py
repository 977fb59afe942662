"""Service models as botocore ships them."""

from __future__ import annotations

from functools import cache
from typing import cast

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape


@cache
def service_model(service: str) -> ServiceModel:
    """The model of a service, by botocore's name for it."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def wire_name(member: str, shape: Shape) -> str:
    """The name that a member has on the wire (its ``locationName``, else its own)."""
    return cast("str", shape.serialization.get("name", member))
