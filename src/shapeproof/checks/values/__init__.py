"""Values judged by themselves, without the bytes that carried them: parameters, outputs, errors."""

from shapeproof.checks.values.errors import error_findings
from shapeproof.checks.values.outputs import output_findings
from shapeproof.checks.values.requests import request_findings
from shapeproof.checks.values.schemas import ValueSchemas

__all__ = ["ValueSchemas", "error_findings", "output_findings", "request_findings"]
