"""Values judged by themselves, without the bytes that carried them: parameters, outputs, errors."""

from shapeproof.checks.values.errors import error_findings
from shapeproof.checks.values.outputs import output_findings
from shapeproof.checks.values.requests import request_findings
from shapeproof.checks.values.schemas import ValueSchemas

CHECK_NAMES = ("request_schema", "response_schema", "error_shape")
"""Every family of these checks, by the name that findings carry."""

__all__ = ["CHECK_NAMES", "ValueSchemas", "error_findings", "output_findings", "request_findings"]
