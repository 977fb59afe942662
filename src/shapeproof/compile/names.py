"""botocore's names for services, from the ids that their models state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from botocore.utils import CLIENT_NAME_TO_HYPHENIZED_SERVICE_ID_OVERRIDES, hyphenize_service_id

from shapeproof.compile.source import available_services


@cache
def _renamed() -> Mapping[str, str]:
    """botocore's name by the service id; some services are older than the rule."""
    return {
        hyphenated: name
        for name, hyphenated in CLIENT_NAME_TO_HYPHENIZED_SERVICE_ID_OVERRIDES.items()
    }


def service_name(service_id: str) -> str:
    """The name of botocore's folder and client for a service id (``API Gateway``)."""
    names = service_name_candidates(service_id)
    return next((each for each in names if each in available_services()), names[0])


def service_name_candidates(service_id: str) -> tuple[str, ...]:
    """The names that botocore may have for a service id, by the rule first."""
    hyphenated: str = hyphenize_service_id(service_id.strip())
    return hyphenated, _renamed().get(hyphenated, hyphenated), hyphenated.replace("-", "")
