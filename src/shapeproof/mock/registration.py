"""Making moto know the bundled mocks.

Moto finds a service by two things: a pattern of its addresses in ``moto.backend_index``, and a
package ``moto.SERVICE``. The packages lie in the folder ``moto_path``, which is put at the end of
moto's search path: a service that moto has itself stays moto's.
"""

from __future__ import annotations

from pathlib import Path

import moto
from moto import backend_index

from shapeproof.mock.bundle import BUNDLES

_FOLDER = str(Path(__file__).parent / "moto_path")


def register() -> None:
    """Let ``moto.mock_aws`` and moto's servers answer for the bundled services, too.

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
