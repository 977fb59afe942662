"""Schemathesis beside shapeproof's own engine: what it sends, judged by shapeproof's checks, too.

Only modules in here import Schemathesis. It is an extra: where it is not installed, importing this
package raises MissingExtra.

- ``service_schema``: a service's contract as a Schemathesis schema that reaches a target;
- ``SchemathesisRunner``: a run of Schemathesis's engine, told as shapeproof's events.
"""

from importlib.util import find_spec

from shapeproof.exceptions import MissingExtra

if find_spec("schemathesis") is None:
    raise MissingExtra("schemathesis", "schemathesis")

from shapeproof.run.schemathesis_engine.runner import CHECKS_OF_BOTH, SchemathesisRunner
from shapeproof.run.schemathesis_engine.schema import ServiceSchema, service_schema

__all__ = ["CHECKS_OF_BOTH", "SchemathesisRunner", "ServiceSchema", "service_schema"]
