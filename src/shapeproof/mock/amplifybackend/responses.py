"""The operations of AmplifyBackend, and which function does each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from shapeproof.mock.amplifybackend.environments import Kind
from shapeproof.mock.amplifybackend.exceptions import INVALID
from shapeproof.mock.amplifybackend.models import AmplifyBackend, amplifybackend_backends
from shapeproof.mock.amplifybackend.operations import (
    api_models,
    configs,
    environments,
    imports,
    jobs,
    resources,
    tokens,
)
from shapeproof.mock.amplifybackend.operations.call import Call
from shapeproof.mock.dispatch import ModelDrivenResponse
from shapeproof.mock.model import service_model
from shapeproof.mock.rest_json import Body, Params, RestJsonApi

OPERATIONS: Mapping[str, Callable[[Call], Body]] = {
    "CloneBackend": environments.clone,
    "CreateBackend": environments.create,
    "CreateBackendAPI": partial(resources.create, Kind.API),
    "CreateBackendAuth": partial(resources.create, Kind.AUTH),
    "CreateBackendConfig": configs.create,
    "CreateBackendStorage": partial(resources.create, Kind.STORAGE),
    "CreateToken": tokens.create,
    "DeleteBackend": environments.delete,
    "DeleteBackendAPI": partial(resources.delete, Kind.API),
    "DeleteBackendAuth": partial(resources.delete, Kind.AUTH),
    "DeleteBackendStorage": partial(resources.delete, Kind.STORAGE),
    "DeleteToken": tokens.delete,
    "GenerateBackendAPIModels": api_models.generate,
    "GetBackend": environments.get,
    "GetBackendAPI": partial(resources.get, Kind.API),
    "GetBackendAPIModels": api_models.get,
    "GetBackendAuth": partial(resources.get, Kind.AUTH),
    "GetBackendJob": jobs.get,
    "GetBackendStorage": partial(resources.get, Kind.STORAGE),
    "GetToken": tokens.get,
    "ImportBackendAuth": imports.import_auth,
    "ImportBackendStorage": imports.import_storage,
    "ListBackendJobs": jobs.list_page,
    "ListS3Buckets": environments.list_buckets,
    "RemoveAllBackends": environments.remove_all,
    "RemoveBackendConfig": configs.remove,
    "UpdateBackendAPI": partial(resources.update, Kind.API),
    "UpdateBackendAuth": partial(resources.update, Kind.AUTH),
    "UpdateBackendConfig": configs.update,
    "UpdateBackendJob": jobs.update,
    "UpdateBackendStorage": partial(resources.update, Kind.STORAGE),
}


class AmplifyBackendResponse(ModelDrivenResponse[AmplifyBackend]):
    """Answers AmplifyBackend's requests."""

    api = RestJsonApi(service_model("amplifybackend"), invalid=INVALID)
    backend_class = AmplifyBackend
    backends = amplifybackend_backends

    def perform(self, backend: AmplifyBackend, operation: str, params: Params) -> Body:
        """Do one call, alone."""
        with backend.lock:
            return OPERATIONS[operation](Call(backend, operation, params))
