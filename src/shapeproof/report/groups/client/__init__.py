"""Root causes of what is wrong with a client: what one change to it would fix."""

from shapeproof.report.groups.client.causes import client_cause

__all__ = ["client_cause"]
