"""What a planted defect of a client is, and how one is planted: as a class that overrides a little.

A defect knows the check that has to find it and the operations at which it shows. Its class's name
is its name; its docstring says what it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .small_client import SmallClient

CHECKS = frozenset(
    {
        "wire_request",
        "request_content_type",
        "output",
        "error",
        "retries",
        "retry_body",
        "hang",
        "crash",
        "leaking_state",
        "pages",
        "local_validation",
        "invalid_call",
        "robustness",
        "driver",
    }
)
AT_LENGTH = ("CloneBackend", "CreateToken")
"""The operations that get all cases of a kind of which the others get some in turn."""
DEFECTS: dict[str, Defect] = {}


@dataclass(frozen=True)
class Defect:
    """One defect: the client that has it, the check it belongs to, and where it shows.

    `also` are operations that are to be run, too, as the defect shows only next to them.
    `driver_only` marks what cannot be had in process.
    """

    name: str
    group: str
    check: str
    client: type[SmallClient]
    operations: tuple[str, ...]
    also: tuple[str, ...] = ()
    service: str = "amplifybackend"
    driver_only: bool = False


def planter(group: str) -> Callable[..., Callable[[type[SmallClient]], type[SmallClient]]]:
    """The decorator of a group of defects."""

    def plant(
        check: str,
        *operations: str,
        also: tuple[str, ...] = (),
        service: str = "amplifybackend",
        driver_only: bool = False,
    ) -> Callable[[type[SmallClient]], type[SmallClient]]:
        def register(client: type[SmallClient]) -> type[SmallClient]:
            name = re.sub(r"(?<!^)(?=[A-Z])|(?<=[a-z])(?=[0-9])", "-", client.__name__).lower()
            assert check in CHECKS
            assert operations
            assert name not in DEFECTS
            DEFECTS[name] = Defect(
                name, group, check, client, operations, also, service, driver_only
            )
            return client

        return register

    return plant
