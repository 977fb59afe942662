"""See ``shapeproof.mock.amplifybackend.models``."""

from shapeproof.mock.amplifybackend.models import AmplifyBackend, amplifybackend_backends

__all__ = ["AmplifyBackend", "amplifybackend_backends"]
