"""Requests that are only tried: a service checks them, refuses them all, and makes nothing.

EC2 answers ``DryRunOperation`` to a request that would have succeeded. Nothing is learned from such
a request of what an operation does, and none can be the base of other cases.
"""

from __future__ import annotations

from typing import Any

from shapeproof.contract.shape import Shape

_NAME = "dryrun"


def is_dry_run(member: str, shape: Shape) -> bool:
    """Whether a member asks that a request is only tried."""
    return shape.type == "boolean" and member.replace("-", "").replace("_", "").lower() == _NAME


def really_done(shape: Shape, params: Any) -> Any:
    """A request that is not only tried."""
    if not isinstance(params, dict):
        return params
    tried = {
        name: False
        for name, each in params.items()
        if each is True and is_dry_run(name, shape.member(name))
    }
    return {**params, **tried} if tried else params
