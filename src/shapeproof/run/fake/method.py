"""A method of a fake client: called like the real one, and told what to answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from shapeproof.checks.texts import without_nulls
from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.run.checking import api_value
from shapeproof.run.fake.default_answer import DefaultAnswer
from shapeproof.run.fake.errors import error_answer
from shapeproof.run.fake.judge import ContractViolation, FakeJudge
from shapeproof.targets.fake_client import Answer, as_boto3

AnswerStep = Callable[[Mapping[str, Any]], Answer]
"""Makes the answer to one call of its parameters, or raises what the caller shall get."""


@dataclass
class AnswerScript:
    """Steps in turn; the last one answers all that follow."""

    first: AnswerStep
    _steps: list[AnswerStep] = field(default_factory=list)
    _next: int = 0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, *steps: AnswerStep) -> None:
        """Forget what was to be answered, and answer this."""
        with self._lock:
            self._steps, self._next = list(steps), 0

    def go_on(self, *steps: AnswerStep) -> None:
        """Answer this after what is to be answered already."""
        with self._lock:
            self._steps = [*self._steps, *steps]

    def step(self) -> AnswerStep:
        """The step whose turn it is."""
        with self._lock:
            if not self._steps:
                return self.first
            index = min(self._next, len(self._steps) - 1)
            self._next = index + 1
            return self._steps[index]


def with_texts(root: Schema, value: Any, schema: Schema | None = None) -> Any:
    """The value with JSON in the place of each object that stands where a text is due."""
    schema = resolve(root, root if schema is None else schema)
    if isinstance(value, Mapping):
        if schema.get("type") == "string":
            return json.dumps(api_value(value))
        return {key: with_texts(root, each, _member(schema, key)) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_texts(root, each, schema.get("items", {})) for each in value]
    return value


def _member(schema: Schema, name: str) -> Schema:
    found: Any = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return found if isinstance(found, Mapping) else {}


Params = Mapping[str, Any]
Output = Mapping[str, Any]


@dataclass(frozen=True)
class Wiring:
    """What a method needs of its client.

    ``call`` makes a call, ``seen`` gives the parameters of all calls so far, ``read`` an output as
    the client gives it when this was parsed; ``strict`` holds unless a test says otherwise.
    """

    call: Callable[..., Any]
    seen: Callable[[], list[dict[str, Any]]]
    read: Callable[[Output], Output]
    strict: bool


class FakeMethod:
    """One operation of a fake client."""

    def __init__(self, judge: FakeJudge, wiring: Wiring) -> None:
        self.__name__ = self.__qualname__ = judge.operation.python_name
        self._judge = judge
        self._wiring = wiring
        schema = judge.schemas.response
        self._default = DefaultAnswer(judge.contract, judge.operation, schema)
        self._script = AnswerScript(self._plain)
        self._add = self._script.begin

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Make the call. Raises what a real client raises, and ContractViolation."""
        __tracebackhide__ = True
        try:
            return self._wiring.call(*args, **params)
        except ContractViolation as violation:
            # The frames of botocore between here and there tell nobody anything.
            raise violation.with_traceback(None) from None

    def __repr__(self) -> str:
        return f"<fake {self._judge.contract.service}.{self.__name__}>"

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The parameters of each call so far that was legal."""
        return self._wiring.seen()

    def example(self, **members: Any) -> dict[str, Any]:
        """The answer that is given by default, as boto3 gives it, with other members of one's own.

        For use as a start of what ``returns`` is to be given; it is not judged here.
        """
        made = as_boto3(self._judge.operation.response, self._default.to({}))
        return {**made, **members}

    def returns(
        self, *outputs: Output | Callable[[dict[str, Any]], Output], strict: bool | None = None,
        **members: Any,
    ) -> FakeMethod:  # fmt: skip
        """Answer with these outputs in turn, then always with the last.

        An output is a mapping as boto3 gives it, or as ``given_response`` draws it; or its members
        by name; or a function that makes one of the parameters. Raises ContractViolation for one
        that breaks the contract (a function's at the call); with ``strict=False`` only for errors.
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

        An error is named as in the API, by its exception or its code; the exception is the class
        that boto3 raises. ``status`` is the HTTP status where it is not the modeled one. Raises
        ContractViolation for an error that the operation does not declare, unless all services have
        it; ``strict=False`` lets it pass.
        """
        __tracebackhide__ = True
        firm = self._wiring.strict if strict is None else strict
        if not isinstance(error, str):
            self._add(_raising(error))
            return self
        try:
            answer = error_answer(self._judge, error, message, status, members, firm)
        except ContractViolation as violation:
            raise violation.with_traceback(None) from None
        self._add(lambda _: answer)
        return self

    @property
    def then(self) -> FakeMethod:
        """The same method, where what is added comes after what it is told already."""
        later = object.__new__(FakeMethod)
        later.__dict__ = {**self.__dict__, "_add": self._script.go_on}
        return later

    def judge(self, sent: Params) -> None:
        """Raises ContractViolation for parameters that are not legal."""
        self._judge.request(sent, self._wiring.strict)

    def answer(self, params: Params) -> Answer:
        """The answer to a call, as told. Raises what it was told to."""
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
        output = dict(_listed(operation.response, without_nulls(_plain_dicts(given))))
        self._judge.output(self._as_parsed(output), strict)
        return lambda _: Answer(
            operation.http.status, as_boto3(operation.response, output), exact=True
        )

    def _as_parsed(self, output: Output) -> Output:
        """The output before the client has decoded the JSON of texts, if that is what it does."""
        parsed: Output = with_texts(self._judge.operation.response, output)
        if parsed == output:
            return output
        return parsed if self._wiring.read(parsed) == output else output


def _raising(error: BaseException | type[BaseException]) -> AnswerStep:
    def step(_: Params) -> Answer:
        raise error

    return step


def _listed(schema: Any, output: Output) -> Iterator[tuple[str, Any]]:
    """The members of an output; of streams of events their events."""
    for name, value in output.items():
        is_stream = schema.get("properties", {}).get(name, {}).get("x-eventstream")
        yield name, list(value) if is_stream and hasattr(value, "__iter__") else value


def _plain_dicts(value: Any) -> Any:
    """A copy that a test may go on to change; other kinds of mappings and lists are told alike."""
    if isinstance(value, Mapping):
        return {key: _plain_dicts(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_dicts(each) for each in value]
    return value
