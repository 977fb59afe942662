"""What mocks of ``unittest.mock`` offer on the calls of a method, for methods of a fake client.

The calls are given to a mock, which asserts: meanings and messages are those of the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unittest.mock import Mock


def mock_of(name: str, calls: Iterable[tuple[str, Mapping[str, Any]]]) -> Mock:
    """A mock that has been called like this: each call has the name of a method, or ``""``."""
    # It imports asyncio: only tests that ask for it pay for it.
    from unittest.mock import Mock as MockClass

    made = MockClass(name=name)
    for method, params in calls:
        called = getattr(made, method) if method else made
        called(**params)
    return made


class CallAssertions:
    """The assertions and attributes of a mock, for the legal calls so far."""

    __name__: str

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The parameters of each call."""
        raise NotImplementedError

    @property
    def called(self) -> bool:
        """Whether there was a call."""
        return bool(self.calls)

    @property
    def call_count(self) -> int:
        """The number of calls."""
        return len(self.calls)

    @property
    def call_args(self) -> Any:
        """The last call, as ``unittest.mock.call``; None without calls."""
        return self._as_mock().call_args

    @property
    def call_args_list(self) -> Any:
        """All calls, as ``unittest.mock.call``."""
        return self._as_mock().call_args_list

    @property
    def mock_calls(self) -> Any:
        """All calls, as ``unittest.mock.call``."""
        return self._as_mock().mock_calls

    def assert_called(self) -> None:
        """There was a call."""
        __tracebackhide__ = True
        self._assert("assert_called")

    def assert_called_once(self) -> None:
        """There was exactly one call."""
        __tracebackhide__ = True
        self._assert("assert_called_once")

    def assert_called_with(self, *args: Any, **params: Any) -> None:
        """The last call had exactly these parameters."""
        __tracebackhide__ = True
        self._assert("assert_called_with", *args, **params)

    def assert_called_once_with(self, *args: Any, **params: Any) -> None:
        """There was exactly one call, with exactly these parameters."""
        __tracebackhide__ = True
        self._assert("assert_called_once_with", *args, **params)

    def assert_any_call(self, *args: Any, **params: Any) -> None:
        """Some call had exactly these parameters."""
        __tracebackhide__ = True
        self._assert("assert_any_call", *args, **params)

    def assert_has_calls(self, calls: Any, any_order: bool = False) -> None:
        """There were these calls, one after another."""
        __tracebackhide__ = True
        self._assert("assert_has_calls", calls, any_order=any_order)

    def assert_not_called(self) -> None:
        """There was no call."""
        __tracebackhide__ = True
        self._assert("assert_not_called")

    def _as_mock(self) -> Mock:
        return mock_of(self.__name__, (("", each) for each in self.calls))

    def _assert(self, assertion: str, *args: Any, **params: Any) -> None:
        __tracebackhide__ = True
        asserting(self._as_mock(), assertion, *args, **params)


def asserting(mock: Mock, assertion: str, *args: Any, **params: Any) -> None:
    """Let a mock assert. Raises AssertionError, whose traceback ends here."""
    __tracebackhide__ = True
    try:
        getattr(mock, assertion)(*args, **params)
    except AssertionError as error:
        said = str(error)
    else:
        return
    raise AssertionError(said)
