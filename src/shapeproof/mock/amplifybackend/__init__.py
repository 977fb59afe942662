"""A stateful mock of AmplifyBackend, all 31 operations."""

from shapeproof.mock.amplifybackend.models import AmplifyBackend, amplifybackend_backends

__all__ = ["AmplifyBackend", "amplifybackend_backends"]
