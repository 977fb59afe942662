"""The class of a fake client: boto3's class, whose methods a behaviour makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from botocore.client import BaseClient

if TYPE_CHECKING:
    from shapeproof.targets.fake_client import Behaviour

BEHAVIOUR = "_shapeproof_behaviour"
"""The attribute of a client that holds its behaviour."""


def put_methods_in(class_attributes: dict[str, Any], base_classes: list[type], **_: Any) -> None:
    """Replace the methods of a class that botocore is about to make."""
    operations: Mapping[str, str] = class_attributes["_PY_TO_OP_NAME"]
    for name, operation in operations.items():
        if name not in class_attributes:  # boto3 has no method for streams in both directions
            continue
        class_attributes[name] = _Method(name, operation, class_attributes[name])
    base_classes.insert(0, _FakeClient)


class _Method:
    """A method of a client, replaced by its behaviour."""

    def __init__(self, name: str, operation: str, original: Any) -> None:
        self._name = name
        self._operation = operation
        self._original = original

    def __get__(self, client: Any, owner: type | None = None) -> Any:
        behaviour: Behaviour | None = client and client.__dict__.get(BEHAVIOUR)
        if behaviour is None:
            return self._original
        call: Callable[..., Any] = self._original.__get__(client, owner)
        found = behaviour.method(self._name, self._operation, call)
        if found is None:
            raise AttributeError(f"the contract has no operation {self._operation}")
        return found


class _Helper:
    """A method of a client that is no operation; it takes no attributes, as mocks do."""

    def __init__(self, call: Callable[..., Any], hint: Callable[[str], str]) -> None:
        self.__dict__.update(_call=call, _hint=hint)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__dict__["_call"](*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and "_call" in self.__dict__:
            return getattr(self.__dict__["_call"], name)
        raise AttributeError(self.__dict__["_hint"](name))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(self.__dict__["_hint"](name))


class _HelperOf:
    """Gives a method of the class as a helper."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __get__(self, client: Any, owner: type | None = None) -> Any:
        behaviour: Behaviour | None = client and client.__dict__.get(BEHAVIOUR)
        if behaviour is None:
            return self._function
        name = self._function.__name__
        call = self._function.__get__(client, owner)
        return _Helper(call, lambda wanted: behaviour.helper_hint(name, wanted))


class _FakeClient(BaseClient):  # type: ignore[misc]  # botocore has no types
    """What is added to the class of a client."""

    @property
    def calls(self) -> list[Any]:
        """The calls so far, with the parameters as given."""
        behaviour: Behaviour = self.__dict__[BEHAVIOUR]
        return behaviour.calls

    @_HelperOf
    def get_waiter(self, waiter_name: str) -> Any:
        """As on any client, but by default without a delay between two calls."""
        waiter = super().get_waiter(waiter_name)
        waiter.config.delay = 0
        return waiter

    @_HelperOf
    def get_paginator(self, operation_name: str) -> Any:
        """As on any client."""
        return super().get_paginator(operation_name)

    def __getattr__(self, name: str) -> Any:
        behaviour: Behaviour | None = self.__dict__.get(BEHAVIOUR)
        if behaviour is None or name.startswith("_"):
            raise AttributeError(_said(self, name))
        found = behaviour.extra(name)
        if found is not None:
            return found
        try:
            return super().__getattr__(name)
        except AttributeError as error:
            said = str(error)
        raise AttributeError(behaviour.hint(name, said))

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse what boto3's client would take and never read."""
        behaviour: Behaviour | None = self.__dict__.get(BEHAVIOUR)
        is_known = name.startswith("_") or name in self.__dict__ or hasattr(type(self), name)
        if behaviour is None or is_known:
            super().__setattr__(name, value)
            return
        raise AttributeError(behaviour.hint(name, _said(self, name)))

    def __copy__(self) -> NoReturn:
        raise TypeError("a client cannot be copied, and boto3's cannot either: share it")

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__copy__()


def _said(client: object, name: str) -> str:
    return f"{type(client).__name__!r} object has no attribute {name!r}"
