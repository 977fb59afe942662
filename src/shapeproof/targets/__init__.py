"""What is under test.

The names below are for targets of a user's own (docs/how-to/write-a-target.md).
"""

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.sites import Site
from shapeproof.targets.interface import ClientTarget, Target

__all__ = ["ClientTarget", "HttpRequest", "HttpResponse", "Site", "Target"]
