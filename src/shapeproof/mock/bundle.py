"""The mocks that come with shapeproof, and how moto finds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import moto
from moto import backend_index

from shapeproof.mock.amplifybackend import urls
from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse
from shapeproof.mock.dispatch import ContractResponse


@dataclass(frozen=True)
class Bundle:
    """A bundled mock: who answers its requests, and at which addresses it does so under moto."""

    responses: type[ContractResponse[Any]]
    url_bases: tuple[str, ...]

    @property
    def url_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The addresses as patterns."""
        return tuple(re.compile(base) for base in self.url_bases)


BUNDLES: Mapping[str, Bundle] = {
    "amplifybackend": Bundle(AmplifyBackendResponse, tuple(urls.url_bases)),
}


def bundled_services() -> tuple[str, ...]:
    """The services that shapeproof has a stateful mock of, by botocore's names."""
    return tuple(sorted(BUNDLES))


_FOLDER = str(Path(__file__).parent / "moto_path")


def register() -> None:
    """Let ``moto.mock_aws`` and moto's servers answer for the bundled services as well.

    Call it once, anywhere before the first request, for example in ``conftest.py``; calling it
    again changes nothing. It does not start any mock.
    """
    if _FOLDER not in moto.__path__:
        moto.__path__.append(_FOLDER)
    known = {service for service, _ in backend_index.backend_url_patterns}
    for service, bundle in BUNDLES.items():
        if service not in known:
            # In front: some of moto's patterns would match the path of such an address.
            entries = [(service, pattern) for pattern in bundle.url_patterns]
            backend_index.backend_url_patterns[:0] = entries
