"""Operations on challenge tokens."""

from __future__ import annotations

from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body


def create(call: OperationCall) -> Body:
    """CreateToken. The app need not have a backend."""
    return call.backend.tokens.make(call.app_id).to_wire()


def get(call: OperationCall) -> Body:
    """GetToken."""
    return call.backend.tokens.get(call.app_id, call.params["sessionId"]).to_wire()


def delete(call: OperationCall) -> Body:
    """DeleteToken."""
    call.backend.tokens.remove(call.app_id, call.params["sessionId"])
    return {"isSuccess": True}
