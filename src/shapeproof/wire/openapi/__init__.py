"""Contracts of REST services as OpenAPI 3.1 documents."""

from shapeproof.wire.openapi.document import openapi_document

__all__ = ["openapi_document"]
