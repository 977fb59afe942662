"""Schemathesis as a second engine: what it sends is judged by shapeproof's checks as well.

Only modules in here import Schemathesis, which is the extra ``shapeproof[schemathesis]``; without
it, importing this package raises MissingExtra.

- ``service_schema``: a service's contract as a Schemathesis schema that reaches a target;
- ``SchemathesisRunner``: a run of Schemathesis's engine, reported as shapeproof's events.
"""

from importlib.util import find_spec

from shapeproof.exceptions import MissingExtra

if find_spec("schemathesis") is None:
    raise MissingExtra("schemathesis", "schemathesis")

from shapeproof.run.schemathesis_engine.runner import SchemathesisRunner, checks_of_both
from shapeproof.run.schemathesis_engine.schema import ServiceSchema, service_schema

__all__ = ["SchemathesisRunner", "ServiceSchema", "checks_of_both", "service_schema"]
