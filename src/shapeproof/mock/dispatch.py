"""From an HTTP request to a mock's backend, in moto's own frame for responses."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Generic
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from moto.core.base_backend import BackendDict
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import BaseResponse
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request

from shapeproof.mock.backends import B, BackendLookup, shared_backends
from shapeproof.mock.rest_json import Body, Params, Reply, RestJsonApi

REGION = r"[a-z]{2,}(?:-[a-z]+)+-\d+"
"""What regions look like; strict, so that no bucket or account id is taken for one."""

_REGION_PLACES = (
    ("Host", re.compile(rf"\.({REGION})\.amazonaws\.com")),
    ("User-Agent", re.compile(rf"\bregion/({REGION})")),
    ("Authorization", re.compile(rf"Credential=[^/,\s]+/\d+/({REGION})/")),
)
"""Where a request tells its region, in the order in which moto looks."""


class ModelDrivenResponse(BaseResponse, Generic[B]):
    """Answers requests by the service model instead of by moto's parsers.

    Moto's own way decodes and parses the body before the service is asked, and fails on bodies that
    are not UTF-8, and on paths that no operation has.
    """

    api: ClassVar[RestJsonApi]
    backend_class: ClassVar[type[Any]]
    backends: ClassVar[BackendDict[Any]]

    def __init__(self, find_backend: BackendLookup[B] | None = None) -> None:
        super().__init__(service_name=self.api.model.service_name)
        self._find_backend = find_backend or shared_backends(self.backends, self.api.invalid)

    def perform(self, backend: B, operation: str, params: Params) -> Body:
        """Do one call that fits the model; raises ModeledError to refuse it."""
        raise NotImplementedError

    def answer(self, request: Request) -> Reply:
        """The reply to a request, from the backend of its account and region."""

        def perform(operation: str, params: Params) -> Body:
            account, region = self._account_of(request), region_of(request.headers)
            return self.perform(self._find_backend(account, region), operation, params)

        return self.api.answer(request, perform)

    def _dispatch(
        self, request: Any, full_url: str | None = None, headers: Any = None
    ) -> TYPE_RESPONSE:
        reply = self.answer(_werkzeug_request(request))
        return reply.status, reply.headers, reply.body

    def _account_of(self, request: Request) -> str:
        # What BaseResponse looks at to find the account; setup_class would do far more.
        self.headers = request.headers
        self.querystring: dict[str, Any] = {}
        return self.get_current_account()


def region_of(headers: Headers) -> str:
    """The region that a request is for.

    Unlike moto's, it never looks at the path, where a label may have the form of a host name.
    """
    for name, pattern in _REGION_PLACES:
        found = pattern.search(headers.get(name, ""))
        if found:
            return found[1]
    return BaseResponse.default_region


def _werkzeug_request(request: Request | AWSPreparedRequest) -> Request:
    # Up to 5.2.4, moto hands on botocore's requests as they are under mock_aws.
    if isinstance(request, Request):
        return request
    address = urlsplit(str(request.url))
    texts = (
        (name, value.decode("latin-1") if isinstance(value, bytes) else value)
        for name, value in request.headers.items()
    )
    return Request.from_values(
        method=str(request.method),
        base_url=f"{address.scheme}://{address.netloc}",
        path=address.path,
        headers=list(texts),
        data=request.body or b"",
    )
