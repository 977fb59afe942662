"""The mocks that come with shapeproof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.mock.amplifybackend import urls
from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse
from shapeproof.mock.dispatch import ModelDrivenResponse


@dataclass(frozen=True)
class Bundle:
    """A bundled mock: who answers its requests, and at which addresses it does so under moto."""

    responses: type[ModelDrivenResponse[Any]]
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
