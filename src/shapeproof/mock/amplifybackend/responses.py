"""The operations of AmplifyBackend, and which function does each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from shapeproof.mock.amplifybackend import environment_calls, resource_calls
from shapeproof.mock.amplifybackend.environment_calls import OperationCall
from shapeproof.mock.amplifybackend.environments import INVALID, ResourceKind
from shapeproof.mock.amplifybackend.models import AmplifyBackend, amplifybackend_backends
from shapeproof.mock.dispatch import ContractResponse
from shapeproof.mock.service_api import Output, Params

OPERATIONS: Mapping[str, Callable[[OperationCall], Output]] = {
    "CloneBackend": environment_calls.clone_backend,
    "CreateBackend": environment_calls.create_backend,
    "CreateBackendAPI": partial(resource_calls.create_resource, ResourceKind.API),
    "CreateBackendAuth": partial(resource_calls.create_resource, ResourceKind.AUTH),
    "CreateBackendConfig": environment_calls.create_backend_config,
    "CreateBackendStorage": partial(resource_calls.create_resource, ResourceKind.STORAGE),
    "CreateToken": environment_calls.create_token,
    "DeleteBackend": environment_calls.delete_backend,
    "DeleteBackendAPI": partial(resource_calls.delete_resource, ResourceKind.API),
    "DeleteBackendAuth": partial(resource_calls.delete_resource, ResourceKind.AUTH),
    "DeleteBackendStorage": partial(resource_calls.delete_resource, ResourceKind.STORAGE),
    "DeleteToken": environment_calls.delete_token,
    "GenerateBackendAPIModels": resource_calls.generate_models,
    "GetBackend": environment_calls.get_backend,
    "GetBackendAPI": partial(resource_calls.get_resource, ResourceKind.API),
    "GetBackendAPIModels": resource_calls.get_models,
    "GetBackendAuth": partial(resource_calls.get_resource, ResourceKind.AUTH),
    "GetBackendJob": environment_calls.get_backend_job,
    "GetBackendStorage": partial(resource_calls.get_resource, ResourceKind.STORAGE),
    "GetToken": environment_calls.get_token,
    "ImportBackendAuth": resource_calls.import_auth,
    "ImportBackendStorage": resource_calls.import_storage,
    "ListBackendJobs": environment_calls.list_backend_jobs,
    "ListS3Buckets": environment_calls.list_s3_buckets,
    "RemoveAllBackends": environment_calls.remove_all_backends,
    "RemoveBackendConfig": environment_calls.remove_backend_config,
    "UpdateBackendAPI": partial(resource_calls.update_resource, ResourceKind.API),
    "UpdateBackendAuth": partial(resource_calls.update_resource, ResourceKind.AUTH),
    "UpdateBackendConfig": environment_calls.update_backend_config,
    "UpdateBackendJob": environment_calls.update_backend_job,
    "UpdateBackendStorage": partial(resource_calls.update_resource, ResourceKind.STORAGE),
}


class AmplifyBackendResponse(ContractResponse[AmplifyBackend]):
    """Answers AmplifyBackend's requests."""

    service = "amplifybackend"
    invalid = INVALID
    backend_class = AmplifyBackend
    backends = amplifybackend_backends

    def perform(self, backend: AmplifyBackend, operation: str, params: Params) -> Output:
        """Do one call, alone."""
        with backend.lock:
            return OPERATIONS[operation](OperationCall(backend, operation, params))
