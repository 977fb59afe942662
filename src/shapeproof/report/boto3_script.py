"""The calls of a finding as a program for boto3, one call a line.

A value that one call returns and a later call uses goes through a variable.
"""

from __future__ import annotations

import base64
import binascii
import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.sensitive_places import SensitivePlace
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange
from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.wire.rest.host_prefix import host_template

_MIN_LENGTH = 8
"""Shorter values, and those without a digit, may be equal by chance."""


class NotExpressible(Exception):
    """boto3 cannot make a call as it was made."""


@dataclass(frozen=True)
class AnswerSource:
    """Where a value was returned first: by which call, and at which keys of its output."""

    call: int
    keys: tuple[str | int, ...]

    @property
    def expression(self) -> str:
        """The value as Python reads it from the variable that holds the output."""
        return f"made_{self.call}" + "".join(f"[{key!r}]" for key in self.keys)


@dataclass
class AnswerValues:
    """Values that calls have returned so far and that no request had sent before."""

    contract: Contract
    sources: dict[str, AnswerSource] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    used: set[int] = field(default_factory=set)

    def note(self, call: int, exchange: Exchange) -> None:
        """Add a call, counted from 1, and its output."""
        self.sent |= {value for _, value in _texts(exchange.params)}
        for keys, value in _texts(exchange.output):
            if value not in self.sent:
                self.sources.setdefault(value, AnswerSource(call, keys))

    def source(self, operation: str, name: str, value: str) -> str | None:
        """The expression for a value of a member; None for a value that no call returned."""
        source = self.sources.get(value)
        if source is None or not self._is_reference(operation, name, value, source):
            return None
        self.used.add(source.call)
        return source.expression

    def _is_reference(self, operation: str, name: str, value: str, source: AnswerSource) -> bool:
        paginator = self.contract.paginators.get(operation)
        if paginator is not None and name in paginator.input_tokens:
            return True
        generated = len(value) >= _MIN_LENGTH and any(each.isdigit() for each in value)
        return generated or (
            name == source.keys[-1] and name in self.contract.lifecycle.identifiers
        )


def _texts(
    value: Any, keys: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, (*keys, key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _texts(each, (*keys, index))


@dataclass(frozen=True)
class ArgumentWriter:
    """Writes the parameters of one operation's calls. Secrets are masked."""

    operation: Operation
    answers: AnswerValues
    secrets: EncodedSecrets

    def arguments(self, params: Mapping[str, Any]) -> str:
        """The parameters as arguments. Raises NotExpressible."""
        request = Shape.of(self.operation.request)
        place = SensitivePlace.of(self.operation.request)
        labels = {name for name, member in request.members.items() if member.location == "uri"}
        if labels - params.keys():
            raise NotExpressible("a label of the path is missing")
        plain: list[str] = []
        odd: list[str] = []
        for name, value in params.items():
            member = request.members.get(name, request.unknown)
            literal = self._literal(name, member, value, place.member(name), place.sensitive)
            if name.isidentifier() and not keyword.iskeyword(name):
                plain.append(f"{name}={literal}")
            else:
                odd.append(f"{name!r}: {literal}")
        return ", ".join((*plain, *([f"**{{{', '.join(odd)}}}"] if odd else [])))

    def _literal(
        self, name: str, shape: Shape, value: Any, place: SensitivePlace, hidden: bool
    ) -> str:
        hidden = hidden or place.sensitive
        if isinstance(value, Mapping):
            _expect(shape, "object")
            pairs = (
                f"{self._key(key, shape, hidden)}: "
                + self._literal(key, _entry(shape, key), each, place.member(key), hidden)
                for key, each in value.items()
            )
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, list | tuple):
            _expect(shape, "array")
            items = (self._literal(name, shape.item, each, place.item(), hidden) for each in value)
            return f"[{', '.join(items)}]"
        return self._scalar(name, shape, value, hidden)

    def _key(self, key: str, shape: Shape, hidden: bool) -> str:
        if key in shape.members or (hidden and self.secrets.is_generated(key)):
            return repr(key)
        return repr(MASK if hidden else self.secrets.hide(key))

    def _scalar(self, name: str, shape: Shape, value: Any, hidden: bool) -> str:
        if value is None or shape.type in ("object", "array"):
            raise NotExpressible("boto3 omits null, and takes no scalar as a structure or list")
        if isinstance(value, str):
            found = self.answers.source(self.operation.name, name, value)
            if found is not None:
                return found
        if hidden and not self.secrets.is_generated(value):
            return repr(MASK)
        if shape.is_blob and isinstance(value, str):
            return repr(_bytes(value))
        return repr(self.secrets.hide(value)) if isinstance(value, str) else repr(value)


def _entry(shape: Shape, key: str) -> Shape:
    """The member with this name, else the value of a map."""
    return shape.members.get(key, shape.value)


def _expect(shape: Shape, kind: str) -> None:
    if shape.type not in (kind, None) and not shape.is_document:
        raise NotExpressible(f"boto3 takes no {kind} here")


def _bytes(text: str) -> bytes:
    """The bytes of a blob, which the API view holds as base64 text. Raises NotExpressible."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotExpressible("a blob that is not base64") from None


def breaks_validation(operation: Operation, params: Mapping[str, Any]) -> bool:
    """Whether botocore would refuse the parameters before it sends them."""
    return _broken(Shape.of(operation.request), params)


def _broken(shape: Shape, value: Any) -> bool:
    if shape.is_document:
        return False
    if isinstance(value, Mapping):
        if set(shape.required) - value.keys():
            return True
        if shape.value.is_unknown and any(key not in shape.members for key in value):
            return True
        return any(_broken(_entry(shape, key), each) for key, each in value.items())
    if isinstance(value, list | tuple):
        too_short = shape.is_list and len(value) < shape.min_count
        return too_short or any(_broken(shape.item, each) for each in value)
    return _scalar_broken(shape, value)


def _scalar_broken(shape: Shape, value: Any) -> bool:
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    kind = kinds.get(str(shape.type))
    if shape.is_timestamp:
        return False
    if kind is None or not isinstance(value, kind):
        return True
    if isinstance(value, bool):
        return kind is not bool
    if isinstance(value, str):
        return len(value) < int(shape.schema.get("minLength", 0))
    return bool(value < shape.schema.get("minimum", value))


_PROGRAM = """\
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

client = boto3.client(
    {service!r},
    endpoint_url={url!r},
    region_name="us-east-1",
    aws_access_key_id="SHAPEPROOF",
    aws_secret_access_key="SHAPEPROOF",
    config=Config({config}),
)


def call(name, **parameters):
    try:
        answer = getattr(client, name)(**parameters)
    except ClientError as error:
        answer = error.response
    except BotoCoreError as error:
        answer = {{"Error": repr(error)}}
    metadata = answer.pop("ResponseMetadata", {{}})
    print(name, metadata.get("HTTPStatusCode", "no status"), answer)
    return answer


"""


def boto3_script(
    base_url: str, contract: Contract, exchanges: Sequence[Exchange], secrets: EncodedSecrets
) -> str | None:
    """A program that makes the calls in their order and prints each output, status first.

    A value that a call returns and a later call uses goes through a variable. None if boto3 cannot
    make one of the calls as it was made.
    """
    answers = AnswerValues(contract)
    calls: list[tuple[str, str]] = []
    unchecked = False
    for number, each in enumerate(exchanges, 1):
        operation = contract.operations.get(each.operation)
        if operation is None or (each.case is not None and each.case.distortion is not None):
            return None
        try:
            arguments = ArgumentWriter(operation, answers, secrets).arguments(each.params)
        except NotExpressible:
            return None
        unchecked |= breaks_validation(operation, each.params)
        calls.append((operation.python_name, arguments))
        answers.note(number, each)
    lines = []
    for number, (name, arguments) in enumerate(calls, 1):
        variable = f"made_{number} = " if number in answers.used else ""
        lines.append(f"{variable}call({', '.join(filter(None, (repr(name), arguments)))})\n")
    config = ['retries={"total_max_attempts": 1}']
    config += ["parameter_validation=False"] if unchecked else []
    if any(map(host_template, contract.operations.values())):
        config.append("inject_host_prefix=False")
    program = _PROGRAM.format(service=contract.service, url=base_url, config=", ".join(config))
    return program + "".join(lines)
