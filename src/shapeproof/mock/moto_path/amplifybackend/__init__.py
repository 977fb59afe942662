"""What moto finds as ``moto.amplifybackend``: names only, so that the state is there once."""

from shapeproof.mock.amplifybackend.models import amplifybackend_backends

__all__ = ["amplifybackend_backends"]
