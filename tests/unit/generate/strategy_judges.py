"""Values drawn as a test would get them, judged by jsonschema and by botocore."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import jsonschema_rs
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import parse
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import Fault
from shapeproof.generate.cases.places import planted, schema_at
from shapeproof.generate.values.plain import PlainValues

from .request_oracle import Oracle, Wrong

QUIET: dict[str, Any] = {
    "database": None,
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def drawn(strategy: SearchStrategy[Any], count: int) -> list[Any]:
    """So many values; fewer where there are fewer."""
    values: list[Any] = []
    if strategy.is_empty:
        return values

    @settings(max_examples=count, phases=[Phase.generate], **QUIET)
    @given(strategy)
    def keep(value: Any) -> None:
        values.append(value)

    keep()
    return values


def simplest(strategy: SearchStrategy[Any], condition: Any = lambda _: True) -> Any:
    """What Hypothesis shrinks to."""
    # Not the phase that explains what was found: it draws hundreds of examples more.
    phases = [Phase.generate, Phase.shrink]
    return find(strategy, condition, settings=settings(max_examples=2000, phases=phases, **QUIET))


class Judge:
    """Says what is wrong with the values of one document (API view)."""

    def __init__(self, root: Schema) -> None:
        self.root = root

    @cached_property
    def _slow(self) -> Draft202012Validator:
        return Draft202012Validator(dict(self.root))

    @cached_property
    def _fast(self) -> Any:
        """None where it refuses a pattern."""
        try:
            return jsonschema_rs.Draft202012Validator(dict(self.root))
        except jsonschema_rs.ValidationError:
            return None

    @cached_property
    def _oracle(self) -> Oracle:
        return Oracle(self.root)

    def complaint(self, value: Any) -> str:
        """What jsonschema says; empty for a legal value.

        The fast one is asked first; where it says no, jsonschema decides.
        """
        if self._fast is not None and self._fast.is_valid(value):
            return ""
        error = next(self._slow.iter_errors(value), None)
        return "" if error is None else f"{list(error.absolute_path)}: {error.message[:200]}"

    def fault_complaint(self, value: Any, fault: Fault) -> str:
        """What is amiss with a fault: it must be the only one, at its place, and can be mended."""
        wrongs = self._oracle.wrongs(value)
        if {each.pointer for each in wrongs} != {fault.pointer}:
            return f"{fault} is not where the errors are: {wrongs}"
        if Wrong(fault.pointer, fault.constraint) not in wrongs:
            return f"{fault} is none of {wrongs}"
        if fault.constraint != "type" and len(wrongs) > 1:
            return f"{fault} is not alone: {wrongs}"
        tokens = parse(fault.pointer)
        plain = PlainValues(self.root).value(schema_at(self.root, tokens))
        mended = self._oracle.wrongs(planted(self.root, value, tokens, plain))
        return f"{fault} mended: {mended}" if mended else ""


class Botocore:
    """botocore's own validation of parameters (it knows types, required members and minima)."""

    def __init__(self, service: str, version: str | None = None) -> None:
        model = Loader().load_service_model(service, "service-2", version)
        self.service = service
        self._model = ServiceModel(model, service)
        self._validator = ParamValidator()

    def complaint(self, operation: str, root: Schema, value: Any) -> str:
        """What botocore says to a request (API view); empty for nothing."""
        shape = self._model.operation_model(operation).input_shape
        if shape is None:
            return "" if value == {} else "botocore knows of no input"
        report = self._validator.validate(as_in_python(root, root, value), shape)
        return report.generate_report() if report.has_errors() else ""


def as_in_python(root: Schema, schema: Schema, value: Any) -> Any:
    """A value of the API view as boto3 takes it: blobs as bytes, timestamps as datetimes."""
    schema = resolve(root, schema)
    if schema.get("x-timestamp"):
        return datetime.fromisoformat(value)
    if schema.get("x-blob"):
        return base64.b64decode(value, validate=True)
    if isinstance(value, list) and "items" in schema:
        return [as_in_python(root, schema["items"], each) for each in value]
    if not isinstance(value, dict):
        return value
    if schema.get("x-map"):
        inner: Mapping[str, Schema] = dict.fromkeys(value, schema["additionalProperties"])
    else:
        inner = schema.get("properties", {})
    return {key: as_in_python(root, inner.get(key, {}), each) for key, each in value.items()}
