"""Operations on an app's configuration, which is there with or without backends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.mock.amplifybackend.environments import BadRequestError, NotFoundError
from shapeproof.mock.amplifybackend.jobs import COMPLETED
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.rest_json import Body


def create(call: OperationCall) -> Body:
    """CreateBackendConfig. There is no job, for a job is an environment's."""
    if call.app_id in call.backend.configs:
        raise BadRequestError(f"The app {call.app_id!r} has its configuration already")
    call.backend.configs[call.app_id] = dict(call.params)
    return {"appId": call.app_id, "status": COMPLETED}


def update(call: OperationCall) -> Body:
    """UpdateBackendConfig."""
    changed = {**_existing(call), **call.params}
    call.backend.configs[call.app_id] = changed
    return changed


def remove(call: OperationCall) -> Body:
    """RemoveBackendConfig."""
    _existing(call)
    del call.backend.configs[call.app_id]
    return {}


def _existing(call: OperationCall) -> Mapping[str, Any]:
    try:
        return call.backend.configs[call.app_id]
    except KeyError:
        raise NotFoundError("config", call.app_id) from None
