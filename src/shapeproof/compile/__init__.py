"""botocore's service models, compiled into contracts."""

from shapeproof.compile.service import compile_service
from shapeproof.compile.source import available_services

__all__ = ["available_services", "compile_service"]
