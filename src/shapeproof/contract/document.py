"""Contracts as JSON documents: one file per operation, and ``service.json``.

The documents are sorted and stable, so that they can be reviewed in a diff.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, ModelSource, Operation, Waiter

SERVICE_FILE = "service.json"
FORMAT = 1

Documents = Mapping[str, Any]
"""File name to parsed JSON document."""


def dump(document: Any) -> str:
    """The text of a document: sorted keys, one space of indent, UTF-8, a newline at the end."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def to_documents(contract: Contract) -> dict[str, Any]:
    """All documents of a contract, except its lifecycle, by file name."""
    documents: dict[str, Any] = {SERVICE_FILE: _service_document(contract)}
    for operation in contract.operations.values():
        documents[f"{operation.name}.json"] = {
            "operation": operation.name,
            "pythonName": operation.python_name,
            "request": operation.request,
            "response": operation.response,
            "errors": {error.name: error.schema for error in contract.errors_of(operation)},
        }
    return documents


def _service_document(contract: Contract) -> dict[str, Any]:
    listed = {name for operation in contract.operations.values() for name in operation.errors}
    return {
        "format": FORMAT,
        "service": contract.service,
        "apiVersion": contract.api_version,
        "protocol": contract.protocol,
        "fullName": contract.full_name,
        "serviceId": contract.service_id,
        "metadata": dict(contract.metadata),
        "operations": {name: _binding(each) for name, each in contract.operations.items()},
        "errors": {
            name: _error(error, listed=name in listed) for name, error in contract.errors.items()
        },
        "paginators": {
            name: {
                "inputTokens": list(paginator.input_tokens),
                "outputTokens": list(paginator.output_tokens),
                "resultKeys": list(paginator.result_keys),
                "limitKey": paginator.limit_key,
                "moreResults": paginator.more_results,
                **_unless_empty("nonAggregateKeys", list(paginator.non_aggregate_keys)),
            }
            for name, paginator in contract.paginators.items()
        },
        **_unless_empty(
            "waiters", {name: _waiter(each) for name, each in contract.waiters.items()}
        ),
        **_unless_empty("source", _source(contract.source)),
        **_unless_empty("trust", {kind: each.value for kind, each in contract.trust.items()}),
    }


def _source(source: ModelSource | None) -> dict[str, str]:
    """What the contract was compiled from; the same on every machine."""
    stated = {} if source is None else {"kind": source.kind, "version": source.version}
    return {key: value for key, value in stated.items() if value is not None}


def _unless_empty(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}


def _binding(operation: Operation) -> dict[str, Any]:
    return {
        "http": {
            "method": operation.http.method,
            "uri": operation.http.uri,
            "status": operation.http.status,
        },
        "errors": list(operation.errors),
        **_unless_empty("deprecated", operation.deprecated),
        **_unless_empty("traits", dict(operation.traits)),
    }


def _error(error: ErrorContract, *, listed: bool) -> dict[str, Any]:
    """An error in service.json; with its schema if no operation's file has it."""
    return {
        "code": error.code,
        "status": error.status,
        "fault": error.fault,
        **({} if error.retryable is None else {"retryable": dict(error.retryable)}),
        **({} if listed else {"schema": error.schema}),
    }


def _waiter(waiter: Waiter) -> dict[str, Any]:
    return {
        "operation": waiter.operation,
        "delay": waiter.delay,
        "maxAttempts": waiter.max_attempts,
        "acceptors": [
            {key: value for key, value in asdict(each).items() if key != "argument" or value}
            for each in waiter.acceptors
        ],
    }
