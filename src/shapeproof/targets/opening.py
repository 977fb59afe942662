"""Opens what is under test: a spec says what that is, and ``open_target`` makes its target.

Nothing is sent yet: ``make_ready`` tries whether a server answers, ``start`` starts a client.
"""

from __future__ import annotations

import importlib
import re
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, overload

from shapeproof.command_process import COMMAND
from shapeproof.exceptions import BadUsage, UnknownService, said
from shapeproof.exchange.user_calls import TookTooLong, called_within, load_seconds
from shapeproof.targets.abandonable import AbandonableTarget
from shapeproof.targets.client.callable_client import CallableClient, name_of
from shapeproof.targets.client.driver_process import DriverProcess
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.interface import ClientTarget, Target
from shapeproof.targets.own_target import OwnTarget
from shapeproof.targets.safety import ALLOW_REMOTE
from shapeproof.targets.wsgi_app import WsgiTarget

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BOTO3 = "boto3"
"""The name of the installed boto3 as a client."""
_MODULE_NAME = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


@dataclass(frozen=True)
class UrlSpec:
    """A server at a URL. ``remote_remedy`` says what to do where the address is not loopback.

    ``ca_bundle`` has the CA certificates that are trusted in place of the system's.
    """

    url: str
    allow_remote: bool = False
    connections: int = 1
    remote_remedy: str = ALLOW_REMOTE
    ca_bundle: Path | None = None


@dataclass(frozen=True)
class WsgiSpec:
    """A WSGI application in this process: itself, or its name as MODULE:APP.

    ``own_thread`` says that it is loaded and called in another thread, which is abandoned where a
    call hangs.
    """

    app: str | WSGIApplication
    address: str = ""
    own_thread: bool = False


@dataclass(frozen=True)
class MockSpec:
    """A mock of a service in this process: the bundled one, or moto's own."""

    service: str
    moto: bool = False


@dataclass(frozen=True)
class TargetSpec:
    """A target of a user's own: what makes it, as a callable or as its name MODULE:NAME."""

    make: str | Callable[[], Target]
    own_thread: bool = False


@dataclass(frozen=True)
class DriverSpec:
    """A client behind the driver protocol, by its command."""

    command: str


@dataclass(frozen=True)
class Boto3Spec:
    """The installed boto3's client of a service, in one of the protocols of the service."""

    service: str
    protocol: str | None = None


@dataclass(frozen=True)
class CallableSpec:
    """A client that is a Python callable: itself, or its name as MODULE:NAME."""

    function: str | Callable[..., Any]


_MOTO_SECONDS = 60.0
"""How long moto may take to load, which is large."""
ServerSpec = UrlSpec | WsgiSpec | MockSpec | TargetSpec
ClientSpec = DriverSpec | Boto3Spec | CallableSpec


@overload
def open_target(spec: ServerSpec) -> Target: ...
@overload
def open_target(spec: ClientSpec) -> ClientTarget: ...
def open_target(spec: ServerSpec | ClientSpec) -> Target | ClientTarget:
    """The target of a spec.

    Raises BadUsage for what does not fit, ForbiddenTarget and UnreachableTarget for a URL.
    """
    match spec:
        case UrlSpec(url):
            return HttpTarget(
                url,
                allow_remote=spec.allow_remote,
                connections=spec.connections,
                remote_remedy=spec.remote_remedy,
                ca_bundle=spec.ca_bundle,
            )
        case WsgiSpec(own_thread=True) | TargetSpec(own_thread=True):
            plain = replace(spec, own_thread=False)
            return AbandonableTarget(lambda: open_target(plain), _named(spec))
        case WsgiSpec(app):
            return _wsgi_target(app, spec.address)
        case MockSpec(service, moto):
            return _mock_target(service, moto=moto)
        case TargetSpec(make):
            return _own_target(make)
        case DriverSpec(command):
            return DriverProcess(command)
        case CallableSpec(function):
            return _callable_client(function)
        case Boto3Spec(service, protocol):
            # boto3 takes long to import.
            from shapeproof.targets.client.boto3_client import Boto3Client

            return Boto3Client(service, protocol=protocol)


def make_ready(target: Target, time_limit: float | None = None) -> None:
    """Make sure that a server answers, within the time limit. Raises UnreachableTarget."""
    if isinstance(target, HttpTarget):
        target.probe(time_limit)


def server_spec(
    service: str,
    *,
    url: str | None,
    wsgi: str | None,
    moto: bool,
    own_target: str | None = None,
    allow_remote: bool,
    connections: int,
    ca_bundle: Path | None = None,
) -> ServerSpec:
    """The server that options name; without any, the bundled mock. Raises BadUsage for several."""
    given = {
        "URL": url is not None,
        "--wsgi": wsgi is not None,
        "--moto": moto,
        "--target": own_target is not None,
    }
    if sum(given.values()) > 1:
        raise BadUsage("target", f"choose at most one of {', '.join(given)}")
    if ca_bundle is not None and not (url or "").lower().startswith("https:"):
        raise BadUsage(f"--ca-bundle {ca_bundle}", "the target is not at an https URL")
    if url is not None:
        return UrlSpec(url, allow_remote, connections, ca_bundle=ca_bundle)
    if own_target is not None:
        return TargetSpec(own_target, own_thread=True)
    return MockSpec(service, moto) if wsgi is None else WsgiSpec(wsgi, own_thread=True)


def client_spec(
    service: str, *, driver: str | None, boto3: bool, function: str | None
) -> ClientSpec:
    """The client that options name. Raises BadUsage unless it is exactly one."""
    given = {"--driver": driver, "--boto3": boto3 or None, "--callable": function}
    the_one_given("client", given)
    if driver is not None:
        return DriverSpec(driver)
    return Boto3Spec(service) if function is None else CallableSpec(function)


def client_spec_of(service: str, client: str | Callable[..., Any]) -> ClientSpec:
    """A client by one value: a callable, ``MODULE:NAME``, ``boto3``, or a driver's command."""
    if not isinstance(client, str):
        return CallableSpec(client)
    if client == BOTO3:
        return Boto3Spec(service)
    return CallableSpec(client) if _MODULE_NAME.fullmatch(client) else DriverSpec(client)


def the_one_given(what: str, given: Mapping[str, object]) -> str:
    """The name of the option that is given (not None). Raises BadUsage unless it is exactly one."""
    names = [name for name, value in given.items() if value is not None]
    if len(names) != 1:
        raise BadUsage(what, f"choose exactly one of {', '.join(given)}")
    return names[0]


def load_named(what: str, name: str, form: str, example: str) -> Any:
    """Import what a module holds under a name; the working directory can be imported from.

    ``what`` is what the user has given, for messages; ``form`` and ``example`` are those of such a
    name. Raises BadUsage.
    """
    module_name, mark, attribute = name.partition(":")
    if not mark or not module_name or not attribute:
        raise BadUsage(what, f"not of the form {form}", f"write it as {example}")
    here = str(COMMAND.folder)
    if here not in sys.path[:1]:
        sys.path.insert(0, here)
    try:
        found: Any = _imported(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except ImportError as error:
        raise BadUsage(what, str(error), "can the module be imported from here?") from None
    except AttributeError as error:
        raise BadUsage(what, str(error)) from None
    except KeyboardInterrupt:
        raise
    except TookTooLong:
        raise BadUsage(what, f"it was not imported within {load_seconds():.0f} s") from None
    except BaseException as error:  # a module may raise anything while it is imported
        reason = f"it cannot be imported: {type(error).__name__}: {said(error)}"
        raise BadUsage(what, reason) from None
    return found


def _imported(name: str) -> ModuleType:
    """Import a module, which may be of a user. Raises TookTooLong and whatever it raises."""
    if threading.current_thread() is not threading.main_thread():
        try:
            return importlib.import_module(name)  # whoever has started the thread waits for it
        finally:
            COMMAND.restore()
    return called_within(load_seconds(), lambda: importlib.import_module(name), f"module {name}")


def _named(spec: WsgiSpec | TargetSpec) -> str:
    """The option that names a target."""
    if isinstance(spec, WsgiSpec):
        return f"--wsgi {spec.app}" if isinstance(spec.app, str) else "wsgi"
    return f"--target {spec.make}" if isinstance(spec.make, str) else "target"


def _wsgi_target(app: str | WSGIApplication, address: str) -> WsgiTarget:
    if isinstance(app, str):
        option = f"--wsgi {app}"
        found = load_named(option, app, "MODULE:APP", "mypackage.server:app")
        if not callable(found):
            reason = f"{app.partition(':')[2]} is not callable"
            raise BadUsage(option, reason, "name the WSGI application itself")
        if _is_async(found):
            reason = f"{app.partition(':')[2]} is an ASGI application, or another async function"
            raise BadUsage(option, reason, "serve it (uvicorn, hypercorn) and give its URL")
        return WsgiTarget(found, address or app)
    if not callable(app):
        raise BadUsage("wsgi", f"{type(app).__name__} is not a WSGI application")
    return WsgiTarget(app, address or name_of(app))


def _is_async(app: Callable[..., Any]) -> bool:
    if isinstance(app, type):
        return False  # calling it makes an object
    return iscoroutinefunction(app) or iscoroutinefunction(type(app).__call__)


def _own_target(make: str | Callable[[], Target]) -> Target:
    option = f"--target {make}" if isinstance(make, str) else "target"
    if isinstance(make, str):
        make = load_named(option, make, "MODULE:NAME", "mypackage.target:MyTarget")
    if not callable(make):
        raise BadUsage(option, "not callable", "name a class or a function that makes the target")
    return OwnTarget.of(make, option)


def _mock_target(service: str, *, moto: bool) -> Target:
    # moto takes long to import.
    from shapeproof.mock import any_app, bundled_services, wsgi_app

    if moto:
        if service in bundled_services():
            reason = f"moto has no mock of {service}"
            raise BadUsage("--moto", reason, "omit it to check the mock that shapeproof has")
        from shapeproof.mock.moto_account import moto_app

        address = f"moto's {service}"
        return AbandonableTarget(
            lambda: WsgiTarget(moto_app(service), address, "moto"), "--moto", _MOTO_SECONDS
        )
    if service not in bundled_services():
        try:
            app = any_app(service)
        except UnknownService:
            reason = "no URL is given, and its mock is made for services of botocore only"
            remedy = f"give the URL of a server, such as 'shapeproof mock {service} --contract …'"
            raise BadUsage(f"server {service}", reason, remedy) from None
        return WsgiTarget(app, f"contract mock of {service}", "contract")
    return WsgiTarget(wsgi_app(service), f"{service} mock", "bundled")


def _callable_client(function: str | Callable[..., Any]) -> CallableClient:
    """A callable with an attribute ``paginates`` that is true understands ``$paginate:``."""
    address = what = None
    if isinstance(function, str):
        address, what = function, f"client {function}"
        function = load_named(what, function, "MODULE:NAME", "mypackage.client:call")
    if isinstance(function, CallableClient):
        return function
    if not callable(function):
        if what is not None:
            raise BadUsage(what, "not callable", "name the function itself")
        reason = f"{type(function).__name__} is not a client"
        raise BadUsage("client", reason, "give a callable or the command of a driver")
    paginates = bool(getattr(function, "paginates", False))
    traits = tuple(getattr(function, "traits", ()))
    return CallableClient(function, address=address, paginates=paginates, traits=traits)
