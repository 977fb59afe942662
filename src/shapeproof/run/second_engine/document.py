"""A contract's OpenAPI document as Schemathesis is to have it."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.wire.openapi import openapi_document


def document_for_schemathesis(contract: Contract) -> dict[str, Any]:
    """The document without servers and credentials: the relay knows the target, and signs.

    A server in it would be connected to; credentials would be made up. Raises BadUsage for services
    that have no OpenAPI document.
    """
    try:
        document = openapi_document(contract)
    except UnsupportedProtocol as error:
        remedy = f"it tests {', '.join(error.supported)} services"
        what = f"Schemathesis on service {contract.service}"
        raise BadUsage(what, f"it speaks {error.protocol}", remedy) from None
    components = {
        name: part for name, part in document["components"].items() if name != "securitySchemes"
    }
    kept = {name: part for name, part in document.items() if name not in ("servers", "security")}
    return {**kept, "components": components}
