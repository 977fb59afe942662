"""A method of a fake client: it is called like the real one, and a test sets its answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from shapeproof.checks.schemas import without_nulls
from shapeproof.contract.shape import Shape
from shapeproof.run.checking import api_value, value_schemas
from shapeproof.run.fake.assertions import CallAssertions
from shapeproof.run.fake.default_answer import DefaultAnswer
from shapeproof.run.fake.errors import error_answer, exception_name
from shapeproof.run.fake.hints import method_hint, unset_hint
from shapeproof.run.fake.judge import ContractViolation, FakeJudge
from shapeproof.targets.fake_client import Answer, as_boto3

AnswerStep = Callable[[Mapping[str, Any]], Answer]
"""Makes the answer to one call from its parameters, or raises the caller's exception."""


@dataclass
class AnswerScript:
    """Steps in turn; the last one answers all further calls."""

    first: AnswerStep
    _steps: list[AnswerStep] = field(default_factory=list)
    _next: int = 0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, *steps: AnswerStep) -> None:
        """Replace all steps."""
        with self._lock:
            self._steps, self._next = list(steps), 0

    def go_on(self, *steps: AnswerStep) -> None:
        """Add steps at the end."""
        with self._lock:
            self._steps = [*self._steps, *steps]

    def step(self) -> AnswerStep:
        """The step for the next call."""
        with self._lock:
            if not self._steps:
                return self.first
            index = min(self._next, len(self._steps) - 1)
            self._next = index + 1
            return self._steps[index]


def with_texts(shape: Shape, value: Any) -> Any:
    """The value with JSON texts instead of objects where the shape is a text.

    boto3 decodes some texts, so a test may give an object for the JSON in a text.
    """
    if isinstance(value, Mapping):
        if shape.type == "string":
            return json.dumps(api_value(value))
        return {key: with_texts(shape.member(key), each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_texts(shape.item, each) for each in value]
    return value


Params = Mapping[str, Any]
Output = Mapping[str, Any]


@dataclass(frozen=True)
class Wiring:
    """What a method needs of its client.

    ``call`` makes a call, ``seen`` returns the parameters of all calls so far, ``forget`` drops
    them, ``read`` returns a parsed output as the client does; ``strict`` is the default of the
    method.
    """

    call: Callable[..., Any]
    seen: Callable[[], list[dict[str, Any]]]
    forget: Callable[[], None]
    read: Callable[[Output], Output]
    strict: bool


class FakeMethod(CallAssertions):
    """One operation of a fake client.

    It has no other public attributes: to read or set one raises AttributeError with a hint.
    """

    def __init__(self, judge: FakeJudge, wiring: Wiring) -> None:
        self.__name__ = self.__qualname__ = judge.operation.python_name
        self._judge = judge
        self._wiring = wiring
        schema = value_schemas(judge.operation).response
        self._default = DefaultAnswer(judge.contract, judge.operation, schema)
        self._script = AnswerScript(self._plain)
        self._add = self._script.begin

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Make the call. Raises what a real client raises, and ContractViolation."""
        __tracebackhide__ = True
        try:
            return self._wiring.call(*args, **params)
        except ContractViolation as violation:
            # The frames of botocore between here and there are of no use.
            raise violation.with_traceback(None) from None

    def __repr__(self) -> str:
        return f"<fake {self._judge.contract.service}.{self.__name__}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        raise AttributeError(method_hint(self.__name__, name, _public_names(self)))

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            return super().__setattr__(name, value)
        known = _public_names(self)
        if name in known:
            raise AttributeError(unset_hint(self.__name__, name))
        raise AttributeError(method_hint(self.__name__, name, known, value))

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The parameters of each legal call so far."""
        return self._wiring.seen()

    def example(self, **members: Any) -> dict[str, Any]:
        """The default answer, as boto3 gives it, with some members replaced or added.

        Use it as a start for ``returns``; it is not judged here.
        """
        made = as_boto3(self._judge.operation.response, self._default.to({}))
        return {**made, **members}

    def returns(
        self, *outputs: Output | Callable[[dict[str, Any]], Output], strict: bool | None = None,
        **members: Any,
    ) -> FakeMethod:  # fmt: skip
        """Answer with these outputs in turn, then always with the last.

        An output is a mapping as boto3 gives it, or as ``given_response`` draws it; or its members
        by name; or a function that makes an output from the parameters. An output that breaks the
        contract raises ContractViolation (a function's at the call); with ``strict=False`` only for
        findings with severity error.
        """
        __tracebackhide__ = True
        firm = self._wiring.strict if strict is None else strict
        if outputs and members:
            raise TypeError(f"{self.__name__} returns outputs, or the members of one, not both")
        try:
            self._add(*[self._returning(each, firm) for each in outputs or (members,)])
        except ContractViolation as violation:
            raise violation.with_traceback(None) from None
        return self

    def raises(
        self, error: str | BaseException | type[BaseException], /, message: str | None = None,
        status: int | None = None, strict: bool | None = None, **members: Any,
    ) -> FakeMethod:  # fmt: skip
        """Answer with an error of the service, or raise an exception of any other kind.

        An error is named as in the API, by its exception or its code, or is a class of the client's
        ``exceptions``; the exception is the class that boto3 raises. ``status`` replaces the
        modeled HTTP status. Raises ContractViolation for an error that the operation does not
        declare, unless all services have it; ``strict=False`` allows it.
        """
        __tracebackhide__ = True
        firm = self._wiring.strict if strict is None else strict
        name = error if isinstance(error, str) else exception_name(self._judge, error)
        if name is None:
            self._add(_raising(self.__name__, error))
            return self
        try:
            answer = error_answer(self._judge, name, message, status, members, firm)
        except ContractViolation as violation:
            raise violation.with_traceback(None) from None
        self._add(lambda _: answer)
        return self

    @property
    def then(self) -> FakeMethod:
        """The same method, whose next answers come after those that are set already."""
        later = object.__new__(FakeMethod)
        later.__dict__.update(self.__dict__, _add=self._script.go_on)
        return later

    def reset_mock(self, *, return_value: bool = False, side_effect: bool = False) -> None:
        """Forget the calls; with ``return_value`` or ``side_effect`` also the answers that are set.

        As in ``unittest.mock``.
        """
        self._wiring.forget()
        if return_value or side_effect:
            self._script.begin()

    def judge(self, sent: Params) -> None:
        """Raises ContractViolation for parameters that are not legal."""
        self._judge.request(sent, self._wiring.strict)

    def answer(self, params: Params) -> Answer:
        """The scripted answer to a call. Raises scripted errors."""
        return self._script.step()(params)

    def _plain(self, params: Params) -> Answer:
        operation = self._judge.operation
        made = as_boto3(operation.response, self._default.to(params))
        return Answer(operation.http.status, made)

    def _returning(self, given: Any, strict: bool) -> AnswerStep:
        if callable(given):
            return lambda params: self._judged(given({**params}), strict)(params)
        return self._judged(given, strict)

    def _judged(self, given: Any, strict: bool) -> AnswerStep:
        if not isinstance(given, Mapping):
            kind = type(given).__name__
            raise TypeError(f"{self.__name__} returns outputs (mappings) or functions, not {kind}")
        operation = self._judge.operation
        output = dict(_listed(Shape.of(operation.response), without_nulls(_plain_dicts(given))))
        self._judge.output(self._as_parsed(output), strict)
        return lambda _: Answer(
            operation.http.status, as_boto3(operation.response, output), exact=True
        )

    def _as_parsed(self, output: Output) -> Output:
        """The output before the client has decoded the JSON in texts, if it does so."""
        parsed: Output = with_texts(Shape.of(self._judge.operation.response), output)
        if parsed == output:
            return output
        return parsed if self._wiring.read(parsed) == output else output


def _public_names(method: FakeMethod) -> list[str]:
    return [each for each in dir(method) if not each.startswith("_")]


def _raising(method: str, error: Any) -> AnswerStep:
    """Raises TypeError for what is no exception, and for a class that needs arguments."""
    if isinstance(error, type) and issubclass(error, BaseException):
        try:
            error()
        except TypeError:
            name = error.__name__
            raise TypeError(
                f"{method}.raises({name}): {name} takes arguments; give an instance, or the code "
                f"of an error of the service: {method}.raises('CODE', message='...')"
            ) from None
    elif not isinstance(error, BaseException):
        kind = type(error).__name__
        raise TypeError(f"{method} raises the code of an error, or an exception, not {kind}")

    def step(_: Params) -> Answer:
        raise error

    return step


def _listed(shape: Shape, output: Output) -> Iterator[tuple[str, Any]]:
    """The members of an output; of streams of events their events."""
    for name, value in output.items():
        is_stream = shape.member(name).is_event_stream
        yield name, list(value) if is_stream and hasattr(value, "__iter__") else value


def _plain_dicts(value: Any) -> Any:
    """A copy of plain dicts and lists, so that a test may change its own values afterwards."""
    if isinstance(value, Mapping):
        return {key: _plain_dicts(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_dicts(each) for each in value]
    return value
