"""Schemathesis beside shapeproof's own engine: what it sends, judged by shapeproof's checks, too.

Only modules in here import Schemathesis.

- ``service_schema``: a service's contract as a Schemathesis schema that reaches a target;
- ``SecondRunner``: a run of Schemathesis's engine, told as shapeproof's events.
"""

from shapeproof.run.schemathesis_engine.runner import CHECKS_OF_BOTH, SchemathesisRunner
from shapeproof.run.schemathesis_engine.schema import ServiceSchema, service_schema

__all__ = ["CHECKS_OF_BOTH", "SchemathesisRunner", "ServiceSchema", "service_schema"]
