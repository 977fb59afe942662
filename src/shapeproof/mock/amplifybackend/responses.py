"""The operations of AmplifyBackend, and which function does each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from shapeproof.mock.amplifybackend.environments import INVALID, ResourceKind
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
from shapeproof.mock.amplifybackend.operations.call import OperationCall
from shapeproof.mock.dispatch import ModelDrivenResponse
from shapeproof.mock.model import service_model
from shapeproof.mock.rest_json import Body, Params, RestJsonApi

OPERATIONS: Mapping[str, Callable[[OperationCall], Body]] = {
    "CloneBackend": environments.clone,
    "CreateBackend": environments.create,
    "CreateBackendAPI": partial(resources.create, ResourceKind.API),
    "CreateBackendAuth": partial(resources.create, ResourceKind.AUTH),
    "CreateBackendConfig": configs.create,
    "CreateBackendStorage": partial(resources.create, ResourceKind.STORAGE),
    "CreateToken": tokens.create,
    "DeleteBackend": environments.delete,
    "DeleteBackendAPI": partial(resources.delete, ResourceKind.API),
    "DeleteBackendAuth": partial(resources.delete, ResourceKind.AUTH),
    "DeleteBackendStorage": partial(resources.delete, ResourceKind.STORAGE),
    "DeleteToken": tokens.delete,
    "GenerateBackendAPIModels": api_models.generate,
    "GetBackend": environments.get,
    "GetBackendAPI": partial(resources.get, ResourceKind.API),
    "GetBackendAPIModels": api_models.get,
    "GetBackendAuth": partial(resources.get, ResourceKind.AUTH),
    "GetBackendJob": jobs.get,
    "GetBackendStorage": partial(resources.get, ResourceKind.STORAGE),
    "GetToken": tokens.get,
    "ImportBackendAuth": imports.import_auth,
    "ImportBackendStorage": imports.import_storage,
    "ListBackendJobs": jobs.list_page,
    "ListS3Buckets": environments.list_buckets,
    "RemoveAllBackends": environments.remove_all,
    "RemoveBackendConfig": configs.remove,
    "UpdateBackendAPI": partial(resources.update, ResourceKind.API),
    "UpdateBackendAuth": partial(resources.update, ResourceKind.AUTH),
    "UpdateBackendConfig": configs.update,
    "UpdateBackendJob": jobs.update,
    "UpdateBackendStorage": partial(resources.update, ResourceKind.STORAGE),
}


class AmplifyBackendResponse(ModelDrivenResponse[AmplifyBackend]):
    """Answers AmplifyBackend's requests."""

    api = RestJsonApi(service_model("amplifybackend"), invalid=INVALID)
    backend_class = AmplifyBackend
    backends = amplifybackend_backends

    def perform(self, backend: AmplifyBackend, operation: str, params: Params) -> Body:
        """Do one call, alone."""
        with backend.lock:
            return OPERATIONS[operation](OperationCall(backend, operation, params))
