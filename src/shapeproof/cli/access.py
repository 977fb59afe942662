"""How a server is reached, by the options of ``server``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.run.server.access import ServerAccess


def access_of(options: Mapping[str, Any], *, allow_remote: bool) -> ServerAccess:
    """What the options say. Raises BadUsage, ForbiddenTarget and UnreachableTarget."""
    return ServerAccess.of(
        credentials=options["credentials"],
        restart=options["restart_cmd"],
        reset=options["reset_url"],
        allow_remote=allow_remote,
    )
