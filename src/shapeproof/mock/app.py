"""Mocks as WSGI apps."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from moto import backends
from moto.core.base_backend import BackendDict
from werkzeug.wrappers import Request

from shapeproof.compile import available_services, compile_service
from shapeproof.contract.model import Contract
from shapeproof.contract.store import as_shipped
from shapeproof.exceptions import BadUsage, MissingExtra, UnknownService, UnsupportedProtocol
from shapeproof.mock.backends import BackendLookup, private_backends
from shapeproof.mock.bundle import BUNDLES, bundled_services
from shapeproof.mock.bundled_mock import BundledMock
from shapeproof.mock.contract_app import ContractMock
from shapeproof.mock.dispatch import ContractResponse, installed_contract
from shapeproof.mock.faults import FaultPlan
from shapeproof.mock.http_messages import IncompleteBody, wsgi_request, wsgi_response
from shapeproof.mock.hub import HubMember, MockHub
from shapeproof.wire.registry import chosen_protocol, supported_protocols

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def wsgi_app(service: str) -> WSGIApplication:
    """A mock of the service, with nothing in it yet, by botocore's name for the service.

    A bundled mock keeps its state in the app: two apps do not know of each other, nor of
    ``mock_aws``. For the other services this is moto's own app. Moto keeps the state of a service
    once per process, so all of moto's state is reset here.

    Raises UnknownService if there is no such service, BadUsage if it has no stateful mock, and
    MissingExtra if that mock needs what is not installed.
    """
    if service in BUNDLES:
        responses = BUNDLES[service].responses
        return BundledApp(responses, private_backends(responses.backend_class))
    return _moto_app(service)


def any_app(
    service: str, protocol: str | None = None, *, moto: bool = False, seed: int = 0
) -> WSGIApplication:
    """A mock of the service: the bundled one, or else one made of its contract; or moto's.

    One made of the contract speaks all protocols of the service, or the named one only. Raises
    UnknownService if there is no such service, BadUsage if no codec knows its protocol, or if it
    does not speak the named one.
    """
    if moto or service in BUNDLES:
        _require_spoken(service, protocol)
        return wsgi_app(service)
    return contract_mock(service, protocol, seed=seed)


def contract_mock(
    service: str,
    protocol: str | None = None,
    *,
    seed: int = 0,
    faults: FaultPlan | None = None,
) -> ContractMock:
    """A mock made of the contract of a service, in the named protocol or in all that it speaks.

    Raises UnknownService, UnsupportedProtocol and BadUsage.
    """
    if service not in available_services():
        raise _no_mock(service)
    contract = installed_contract(service)
    if protocol is not None:
        spoken = [chosen_protocol(contract, protocol)]
    else:
        others = [each for each in contract.protocols if each != contract.protocol]
        spoken = [each for each in (contract.protocol, *others) if each in supported_protocols()]
    if not spoken:
        raise UnsupportedProtocol(service, contract.protocol, supported_protocols())
    contracts = [
        contract if each == contract.protocol else compile_service(service, each) for each in spoken
    ]
    corrected = tuple(as_shipped(each) for each in contracts)
    return ContractMock(corrected, seed, faults or FaultPlan(seed=seed))


def mock_hub(
    services: Sequence[str],
    protocol: str | None = None,
    *,
    seed: int = 0,
    faults: FaultPlan | None = None,
    contracts: Sequence[Contract] = (),
) -> MockHub:
    """The mocks of some services behind one address. Raises what ``contract_mock`` raises.

    A service of ``contracts`` keeps to these, one for each protocol, whatever else is known of it.
    """
    if not services:
        raise BadUsage("mock", "no service is named", "name one or more, for example sns")
    repeated = [each for index, each in enumerate(services) if each in services[:index]]
    if repeated:
        raise BadUsage(f"service {repeated[0]}", "it is named twice")
    plan = faults or FaultPlan(seed=seed)
    mocks: list[HubMember] = []
    for service in services:
        given = tuple(each for each in contracts if each.service == service)
        if given:
            mocks.append(ContractMock(given, seed, plan))
        elif service in BUNDLES:
            _require_spoken(service, protocol)
            responses = BUNDLES[service].responses
            mocks.append(BundledMock(installed_contract(service), responses, plan))
        else:
            mocks.append(contract_mock(service, protocol, seed=seed, faults=plan))
    return MockHub(mocks, plan)


@dataclass(frozen=True)
class BundledApp:
    """Hands requests to a bundled mock, without moto's Flask app.

    That app redirects paths with empty labels, and answers unknown paths in HTML.
    """

    responses: type[ContractResponse[Any]]
    find_backend: BackendLookup[Any]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        responses = self.responses(self.find_backend)
        try:
            answer = responses.answer(wsgi_request(Request(environ)))
        except IncompleteBody:
            answer = responses.refuse_body()
        return wsgi_response(answer)(environ, start_response)


def _moto_app(service: str) -> WSGIApplication:
    if not _moto_knows(service):
        raise _no_mock(service)
    if find_spec("flask") is None or find_spec("flask_cors") is None:
        raise MissingExtra("Flask, by which moto's mocks answer HTTP requests,", "server")
    from moto.moto_server.werkzeug_app import create_backend_app

    BackendDict.reset()
    app = create_backend_app(service)  # type: ignore[arg-type]
    # A crash is then a 500, as it is with moto's server, and no exception.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(500, _told)
    app.logger.disabled = True  # each crash becomes a finding; its traceback would drown them
    # Its handler also serves the modules of moto, whose notes for debugging it would print.
    app.logger.setLevel(logging.CRITICAL)
    return app


def _told(error: Exception) -> tuple[str, int, dict[str, str]]:
    """A crash with its exception: the page that Flask has for all of them says nothing."""
    cause = getattr(error, "original_exception", None) or error
    return f"{type(cause).__name__}: {cause}", 500, {"Content-Type": "text/plain"}


def _moto_knows(service: str) -> bool:
    """Whether moto has a mock. Raises MissingExtra if it needs what is not installed."""
    try:
        backends.get_backend(service)  # type: ignore[call-overload]
    except ModuleNotFoundError as missing:
        if not str(missing.name).startswith("moto"):
            raise MissingExtra(str(missing.name), "server") from None
        return False
    except (ImportError, AttributeError):
        return False
    return True


def _require_spoken(service: str, protocol: str | None) -> None:
    if protocol is not None and service in available_services():
        spoken = installed_contract(service).protocols
        if protocol not in spoken:
            reason = f"{service} speaks {', '.join(spoken)}"
            raise BadUsage(f"--protocol {protocol}", reason, f"choose from {', '.join(spoken)}")


def _no_mock(service: str) -> BadUsage | UnknownService:
    known = available_services()
    if service not in known:
        return UnknownService(service, tuple(difflib.get_close_matches(service, known)))
    bundled = ", ".join(bundled_services())
    return BadUsage(
        f"mock of {service}", "moto has none", f"shapeproof itself comes with: {bundled}"
    )
