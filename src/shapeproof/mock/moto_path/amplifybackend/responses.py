"""See ``shapeproof.mock.amplifybackend.responses``."""

from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse

__all__ = ["AmplifyBackendResponse"]
