"""``shapeproof.parametrize``: a test function becomes an item per operation and family of checks.

The result is a plain pytest function with parameters. The function's own body runs first.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, NoReturn, Unpack

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.plugin.suite.checking import NOTHING, check
from shapeproof.plugin.suite.items import group_marks
from shapeproof.plugin.suite.settings import SuiteItem, SuiteKeywords, SuiteOptions, suite_options
from shapeproof.plugin.suite.targets import suite_target

TestFunction = Callable[..., Any]
_CHECK = "shapeproof_check"
_UNSUITED = (
    "shapeproof.parametrize: only pytest can call this test, as a function or in a plain class; "
    "unittest.TestCase does not support parameters"
)


def parametrize(
    service: str,
    *,
    url: str | None = None,
    wsgi: str | Callable[..., Any] | None = None,
    fixture: str | None = None,
    client: str | Callable[..., Any] | None = None,
    **options: Unpack[SuiteKeywords],
) -> Callable[[TestFunction], TestFunction]:
    """Check a server or a client of a service: one test for each operation and family of checks.

    The server is at ``url`` on this machine, is the application ``wsgi`` (itself, or MODULE:APP),
    or is what the fixture with the name ``fixture`` gives (a URL or an application). The client is
    a Python callable, ``MODULE:NAME``, ``boto3``, or the command of a driver.

    ``options`` say what is checked: ``operations`` and ``exclude`` are names or globs; ``contract``
    is a folder or a contract, ``protocol`` one of those of the service; ``fail_on`` is ``error``,
    ``warning`` or ``note`` (default: ``--shapeproof-severity``); ``phases``, ``max_examples`` and
    ``seed`` are as for ``shapeproof server``.

    pytest reports wrong options in one line, as an error of the test module.
    """
    try:
        target = suite_target(service, url=url, wsgi=wsgi, fixture=fixture, client=client)
        suite = suite_options(service, target, **options)
    except ShapeproofError as error:
        _refuse(error)
    return lambda function: _decorated(function, suite, fixture)


def _decorated(function: TestFunction, suite: SuiteOptions, fixture: str | None) -> TestFunction:
    try:
        wrapper = _wrapped(function, fixture, suite)
    except ShapeproofError as error:
        _refuse(error)
    parameters = [
        pytest.param(each, id=each.id, marks=group_marks(suite, each)) for each in suite.items
    ]
    wrapper = pytest.mark.parametrize(_CHECK, parameters)(wrapper)
    return pytest.mark.usefixtures(fixture)(wrapper) if fixture is not None else wrapper


def _wrapped(function: TestFunction, fixture: str | None, suite: SuiteOptions) -> TestFunction:
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
        check(request.node, suite, wanted, _place(request.node, wanted), given)

    added = (_CHECK,) if takes_request else (_CHECK, "request")
    wrapper.__signature__ = _with(signature, added)  # type: ignore[attr-defined]
    return wrapper


def _place(item: pytest.Item, wanted: SuiteItem) -> str:
    """The test without its operation and family; its class and its other parameters count."""
    parent = item.parent.nodeid if item.parent else ""
    return f"{parent}::{item.name.replace(wanted.id, '', 1)}"


def _signature(function: TestFunction) -> inspect.Signature:
    """The parameters of a test function. Raises BadUsage for anything else."""
    what = "shapeproof.parametrize"
    if not inspect.isfunction(function):
        kind = type(function).__name__
        raise BadUsage(what, f"it decorates a function, not a {kind}")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        reason = f"{function.__name__} is not a plain function"
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
