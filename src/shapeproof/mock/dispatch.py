"""From an HTTP request to the backend of a bundled mock, as a response class of moto's."""

from __future__ import annotations

import re
from abc import abstractmethod
from functools import cache
from typing import Any, ClassVar, Generic

from moto.core.base_backend import BackendDict
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import BaseResponse
from werkzeug.datastructures import Headers

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.mock.backends import B, BackendLookup, shared_backends
from shapeproof.mock.http_messages import IncompleteBody, moto_request
from shapeproof.mock.service_api import Output, Params, ServiceApi
from shapeproof.wire import codec_for

REGION = r"[a-z]{2,}(?:-[a-z]+)+-\d+"
"""What regions look like; strict, so that no bucket or account id is taken for one."""

_REGION_PLACES = (
    ("Host", re.compile(rf"\.({REGION})\.amazonaws\.com")),
    ("User-Agent", re.compile(rf"\bregion/({REGION})")),
    ("Authorization", re.compile(rf"Credential=[^/,\s]+/\d+/({REGION})/")),
)
"""Where a request names its region, in the order in which moto reads them."""


@cache
def installed_contract(service: str) -> Contract:
    """The contract of a service of the installed botocore, by botocore's name for it."""
    return compile_service(service)


@cache
def service_api(service: str, invalid: str) -> ServiceApi:
    """How requests to a service are read and answered; ``invalid`` refuses bad ones."""
    contract = installed_contract(service)
    return ServiceApi(contract, codec_for(contract.protocol, service), invalid)


class ContractResponse(BaseResponse, Generic[B]):
    """Answers requests by the contract instead of by moto's parsers.

    Moto decodes and parses the body before it asks the service, and fails on bodies that are not
    UTF-8 and on paths that no operation has.
    """

    service: ClassVar[str]
    invalid: ClassVar[str]
    """The code of the error that refuses a request which breaks the contract."""
    backend_class: ClassVar[type[Any]]
    backends: ClassVar[BackendDict[Any]]

    def __init__(self, find_backend: BackendLookup[B] | None = None) -> None:
        super().__init__(service_name=self.service)
        self._find_backend = find_backend or shared_backends(self.backends, self.invalid)

    @abstractmethod
    def perform(self, backend: B, operation: str, params: Params) -> Output:
        """Do one call that keeps to the contract; raises ModeledError to refuse it."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request, from the backend of its account and region."""

        def perform(operation: Operation, params: Params) -> Output:
            headers = Headers(list(request.headers))
            backend = self._find_backend(self._account_of(headers), region_of(headers))
            return self.perform(backend, operation.name, params)

        return service_api(self.service, self.invalid).answer(request, perform)

    def refuse_body(self) -> HttpResponse:
        """The answer to a request whose body did not arrive."""
        reason = "the body ended early or is badly framed"
        return service_api(self.service, self.invalid).invalid_request(reason)

    def _dispatch(
        self, request: Any, full_url: str | None = None, headers: Any = None
    ) -> TYPE_RESPONSE:
        try:
            answer = self.answer(moto_request(request))
        except IncompleteBody:
            answer = self.refuse_body()
        return answer.status, dict(answer.headers), answer.body

    def _account_of(self, headers: Headers) -> str:
        # What BaseResponse reads to find the account; setup_class would do far more.
        self.headers = headers
        self.querystring: dict[str, Any] = {}
        return self.get_current_account()


def region_of(headers: Headers) -> str:
    """The region that a request is for.

    Unlike moto, this ignores the path, where a label may have the form of a host name.
    """
    for name, pattern in _REGION_PLACES:
        found = pattern.search(headers.get(name, ""))
        if found:
            return found[1]
    return BaseResponse.default_region
