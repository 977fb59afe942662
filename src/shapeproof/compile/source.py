"""Reads the service models that ship with botocore."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

from shapeproof.errors import UnknownService

RawModel = Mapping[str, Any]


@cache
def _loader() -> Loader:
    return Loader()


@cache
def available_services() -> tuple[str, ...]:
    """The names of all services that the installed botocore has a model of, sorted."""
    return tuple(sorted(_loader().list_available_services("service-2")))


def nearest_services(service: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three names that are close to a mistyped one."""
    return tuple(get_close_matches(service.lower(), known, n=3, cutoff=0.6))


def load_raw_model(service: str) -> tuple[str, RawModel]:
    """The newest API version of a service and its ``service-2`` document.

    Raises UnknownService, with the nearest names, where botocore has none.
    """
    try:
        version = _loader().determine_latest_version(service, "service-2")
        return version, _loader().load_service_model(service, "service-2", version)
    except DataNotFoundError:
        raise UnknownService(service, nearest_services(service, available_services())) from None


def load_raw_paginators(service: str, api_version: str) -> Mapping[str, Any]:
    """The ``paginators-1`` document's pagination table, empty where there is none."""
    if service not in _loader().list_available_services("paginators-1"):
        return {}
    if api_version not in _loader().list_api_versions(service, "paginators-1"):
        return {}
    document = _loader().load_service_model(service, "paginators-1", api_version)
    pagination: Mapping[str, Any] = document.get("pagination", {})
    return pagination
