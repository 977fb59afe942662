"""``shapeproof.parametrize``: a test function becomes an item per operation and family of checks.

What it makes is plain pytest: a function with parameters. The function's own body runs first.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.plugin.suite.checking import NOTHING, check
from shapeproof.plugin.suite.items import grouped
from shapeproof.plugin.suite.settings import SuiteItem, SuiteOptions, suite_options
from shapeproof.plugin.suite.targets import (
    ClientSuiteTarget,
    ServerSuiteTarget,
    SuiteTarget,
    client_target,
    http_target,
    target_of_fixture,
    wsgi_target,
)
from shapeproof.run.plan import PHASES

TestFunction = Callable[..., Any]
_CHECK = "shapeproof_check"
_UNSUITED = (
    "shapeproof.parametrize: only pytest can call this test, as a function or in a plain class; "
    "unittest.TestCase knows no parameters"
)


def parametrize(
    service: str,
    *,
    url: str | None = None,
    wsgi: str | Callable[..., Any] | None = None,
    fixture: str | None = None,
    client: str | Callable[..., Any] | None = None,
    operations: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    phases: str | Iterable[str] = PHASES,
    max_examples: int = 50,
    seed: int | None = None,
    contract: str | Path | Contract | None = None,
    fail_on: str | None = None,
) -> Callable[[TestFunction], TestFunction]:
    """Check a server or a client of a service: one test for each operation and family of checks.

    The server is at ``url`` on this machine, is the application ``wsgi`` (itself, or MODULE:APP),
    or is what the fixture of the name ``fixture`` gives (a URL or an application). The client is a
    Python callable, ``MODULE:NAME``, ``boto3``, or the command of a driver. ``operations`` and
    ``exclude`` are names or globs; ``contract`` is a folder or a contract; ``fail_on`` is
    ``error``, ``warning`` or ``note`` (default: ``--shapeproof-severity``). The rest is as for
    ``shapeproof server``.

    What does not fit is told by pytest as an error of the test module, in one line.
    """
    try:
        aim = _aim(service, url, wsgi, fixture, client)
        asked = suite_options(
            service,
            aim,
            operations=operations,
            exclude=exclude,
            phases=phases,
            max_examples=max_examples,
            seed=seed,
            contract=contract,
            fail_on=fail_on,
        )
    except ShapeproofError as error:
        _refuse(error)
    return lambda function: _decorated(function, asked, fixture)


def _aim(
    service: str,
    url: str | None,
    wsgi: str | Callable[..., Any] | None,
    fixture: str | None,
    client: str | Callable[..., Any] | None,
) -> SuiteTarget:
    given = {"url": url, "wsgi": wsgi, "fixture": fixture, "client": client}
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        reason = f"{' and '.join(named)} are given" if named else "none is given"
        raise BadUsage("target", reason, f"give one of {', '.join(given)}")
    # What is wrong with a target is found out now, not once an item; nothing is sent yet.
    if url is not None:
        http_target(url).close()
        return ServerSuiteTarget(lambda _: http_target(url))
    if wsgi is not None:
        target = wsgi_target(wsgi)
        return ServerSuiteTarget(lambda _: target)
    if fixture is not None:
        return ServerSuiteTarget(lambda value: target_of_fixture(fixture, value))
    assert client is not None
    client_target(service, client).close()
    return ClientSuiteTarget(lambda: client_target(service, client))


def _decorated(function: TestFunction, asked: SuiteOptions, fixture: str | None) -> TestFunction:
    try:
        wrapper = _wrapped(function, fixture, asked)
    except ShapeproofError as error:
        _refuse(error)
    parameters = [
        pytest.param(each, id=each.id, marks=grouped(asked, each)) for each in asked.checks
    ]
    wrapper = pytest.mark.parametrize(_CHECK, parameters)(wrapper)
    return pytest.mark.usefixtures(fixture)(wrapper) if fixture is not None else wrapper


def _wrapped(function: TestFunction, fixture: str | None, asked: SuiteOptions) -> TestFunction:
    signature = _signature(function)
    takes_request = "request" in signature.parameters

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        if _CHECK not in kwargs:
            pytest.fail(_UNSUITED, pytrace=False)
        wanted: SuiteItem = kwargs.pop(_CHECK)
        request = kwargs["request"] if takes_request else kwargs.pop("request")
        function(*args, **kwargs)
        given = request.getfixturevalue(fixture) if fixture is not None else NOTHING
        check(request.node, asked, wanted, _place(request.node, wanted), given)

    added = (_CHECK,) if takes_request else (_CHECK, "request")
    wrapper.__signature__ = _with(signature, added)  # type: ignore[attr-defined]
    return wrapper


def _place(item: pytest.Item, wanted: SuiteItem) -> str:
    """The test without its operation and family: its class and its other parameters count."""
    parent = item.parent.nodeid if item.parent else ""
    return f"{parent}::{item.name.replace(wanted.id, '', 1)}"


def _signature(function: TestFunction) -> inspect.Signature:
    """The parameters of a test function. Raises BadUsage for what is none."""
    what = "shapeproof.parametrize"
    if not inspect.isfunction(function):
        kind = type(function).__name__
        raise BadUsage(what, f"it decorates a function, not a {kind}")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        reason = f"{function.__name__} is no plain function"
        raise BadUsage(what, reason, "write it with def, without await and yield")
    return inspect.signature(function)


def _with(signature: inspect.Signature, names: tuple[str, ...]) -> inspect.Signature:
    added = [inspect.Parameter(each, inspect.Parameter.KEYWORD_ONLY) for each in names]
    parameters = list(signature.parameters.values())
    rest = [each for each in parameters if each.kind is inspect.Parameter.VAR_KEYWORD]
    others = [each for each in parameters if each not in rest]
    return signature.replace(parameters=[*others, *added, *rest])


def _refuse(error: ShapeproofError) -> NoReturn:
    """End the collection of this module with one line."""
    raise pytest.Collector.CollectError(f"shapeproof.parametrize: {error}") from None
