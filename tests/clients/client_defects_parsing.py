"""Clients that make something else of a reply than it says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from .client_planting import AT_LENGTH, planter
from .small_client import SmallClient
from .small_model import Model, Operation, Shape
from .small_parsing import Reply, broken
from .small_transport import Transport

plant = planter("parsing")


@plant("output", "GetToken")
class OutputByApiNames(SmallClient):
    """Members of a reply are looked for under their API names."""

    def read_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name if depth == 0 else super().read_name(name, member, depth)


@plant("output", "GetBackendStorage")
class NestedOutputByApiNames(SmallClient):
    """Members of nested structures are looked for under their API names."""

    def read_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name if depth > 1 else super().read_name(name, member, depth)


@plant("output", "UpdateBackendConfig")
class OutputNamesGuessed(SmallClient):
    """Wire names are guessed from API names."""

    def read_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name[0].lower() + name[1:]


@plant("output", "CreateToken")
class OutputByWireNames(SmallClient):
    """The output has wire names."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        document = self.document(reply)
        return document if isinstance(document, dict) else super().result(operation, reply)


@plant("output", "CreateBackend")
class OutputInAnEnvelope(SmallClient):
    """The output is wrapped in a member that nobody knows."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        return {"Result": super().result(operation, reply)}


@plant("output", "GetBackendStorage")
class NestedMembersLost(SmallClient):
    """Structures within structures are read as empty."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        return super().read_structure(shape, document, depth) if depth < 2 else {}


@plant("output", "CloneBackend")
class OneMemberLost(SmallClient):
    """One member of one operation is not read."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        found.pop("Operation", None)
        return found


@plant("output", "GetBackend")
class UnknownMemberKept(SmallClient):
    """What the model does not know is in the output all the same."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        known = {self.read_name(n, m, depth) for n, m in shape["members"].items()}
        return {**{k: v for k, v in document.items() if k not in known}, **found}


@plant("output", "GetBackendAPI")
class UnknownMemberRefused(SmallClient):
    """A nested member that the model does not know is an error."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        known = {self.read_name(n, m, depth) for n, m in shape["members"].items()}
        if depth and isinstance(document, dict) and document.keys() - known:
            raise broken("a member is not known")
        return super().read_structure(shape, document, depth)


@plant("output", "GetBackendAPIModels")
class UnknownEnumValueRefused(SmallClient):
    """A value that the enum lacks is an error."""

    def read_string(self, shape: Shape, value: str) -> Any:
        if "enum" in shape and value not in shape["enum"]:
            raise broken(f"{value} is not in the enum")
        return value


@plant("output", "GetBackendAPIModels")
class UnknownEnumValueLost(SmallClient):
    """A value that the enum lacks is read as UNKNOWN."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return value if "enum" not in shape or value in shape["enum"] else "UNKNOWN"


@plant("output", "GetBackendStorage")
class EnumLowerCasedWhenRead(SmallClient):
    """Values of enums are read in lower case."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return value.lower() if "enum" in shape else value


@plant("output", "GetBackendJob")
class NullAsText(SmallClient):
    """A member that is null is read as the string `null`."""

    def is_there(self, value: Any) -> bool:
        return True

    def read_value(self, member: Mapping[str, Any], value: Any, depth: int) -> Any:
        return "null" if value is None else super().read_value(member, value, depth)


@plant("output", "GetBackendJob")
class AbsentAsEmptyText(SmallClient):
    """A string that is absent is read as an empty one."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name, member in shape["members"].items():
            if self.model.shape(member["shape"])["type"] == "string":
                found.setdefault(name, "")
        return found


@plant("output", "UpdateBackendJob")
class EmptyTextAsAbsent(SmallClient):
    """An empty string is read as absent."""

    def is_there(self, value: Any) -> bool:
        return value is not None and value != ""


@plant("output", "DeleteToken")
class FalseAsAbsent(SmallClient):
    """A member that is false is read as absent."""

    def is_there(self, value: Any) -> bool:
        return value is not None and value is not False


@plant("output", "GetBackendAuth")
class ZeroAsAbsent(SmallClient):
    """A member that is 0 is read as absent."""

    def is_there(self, value: Any) -> bool:
        return value is not None and (isinstance(value, bool) or value != 0)


@plant("output", "GetBackendAPI")
class FractionLost(SmallClient):
    """Numbers are read without their fraction."""

    def read_real(self, value: Any) -> Any:
        number = super().read_real(value)
        return int(number) if math.isfinite(number) else number


@plant("output", "GetBackendAPI")
class NumberReadAsText(SmallClient):
    """Numbers are read as strings."""

    def read_real(self, value: Any) -> Any:
        return str(super().read_real(value))


@plant("output", "DeleteToken")
class BooleanReadAsText(SmallClient):
    """Booleans are read as strings."""

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        return str(value) if isinstance(value, bool) else super().read_scalar(member, shape, value)


@plant("output", "DeleteToken")
class BooleanReadAsNumber(SmallClient):
    """Booleans are read as 0 and 1."""

    def read_scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        return int(value) if isinstance(value, bool) else super().read_scalar(member, shape, value)


@plant("output", "GetBackendJob")
class TimeRead(SmallClient):
    """Strings that are called a time are read as timestamps where they can be."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        for name in found.keys() & {"CreateTime", "UpdateTime"}:
            try:
                found[name] = datetime.fromisoformat(found[name])
            except ValueError:
                found[name] = None
        return found


@plant("output", "CreateToken")
class TextStrippedWhenRead(SmallClient):
    """White space at the ends of strings is lost."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return value.strip()


@plant("output", "CreateToken")
class TextCutWhenRead(SmallClient):
    """Strings are cut after 1,000 characters."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return value[:1000]


@plant("output", "GetToken")
class EscapesKept(SmallClient):
    r"""Escapes (\\u00e9) stay as they are."""

    def load(self, text: str) -> Any:
        return super().load(text.replace("\\u", "\\\\u"))


@plant("output", "GetToken")
class SurrogatePairsSplit(SmallClient):
    """Characters beyond the first plane are read as two."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return "".join(_split(each) if ord(each) > 0xFFFF else each for each in value)


@plant("output", "GetToken")
class BodyReadAsLatin1(SmallClient):
    """Bodies are decoded as Latin-1."""

    def document(self, reply: Reply) -> Any:
        return super().document(replace(reply, body=reply.body.decode("latin-1").encode()))


@plant("output", "ListS3Buckets")
class ListCutAt100(SmallClient):
    """Lists end after 100 elements."""

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        return super().read_items(shape, items[:100], depth)


@plant("output", "GetBackend")
class LastItemLost(SmallClient):
    """Lists lose their last element."""

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        return super().read_items(shape, items[:-1], depth)


@plant("output", "GetBackend")
class ItemsSorted(SmallClient):
    """Lists of strings are sorted."""

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        found = super().read_items(shape, items, depth)
        return sorted(found) if all(isinstance(each, str) for each in found) else found


@plant("output", "GetBackend")
class RepeatedItemsReadOnce(SmallClient):
    """Lists lose their repeats."""

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        found = super().read_items(shape, items, depth)
        return [each for index, each in enumerate(found) if each not in found[:index]]


@plant("output", "GetToken")
class MembersReadInOrder(SmallClient):
    """Members of a reply are missed where they come in another order than the model's."""

    def read_structure(self, shape: Shape, document: Any, depth: int) -> dict[str, Any]:
        found = super().read_structure(shape, document, depth)
        order = {self.read_name(n, m, depth): n for n, m in shape["members"].items()}
        names = [order[key] for key in document if key in order and order[key] in found]
        places = list(shape["members"])
        return {
            name: found[name]
            for index, name in enumerate(names)
            if all(places.index(each) < places.index(name) for each in names[:index])
        }


@plant("output", *AT_LENGTH)
class CharsetRefused(SmallClient):
    """A content type with parameters is not taken for JSON."""

    def document(self, reply: Reply) -> Any:
        if ";" in (reply.header("content-type") or ""):
            raise broken("the body is no JSON")
        return super().document(reply)


@plant("output", *AT_LENGTH)
class ContentTypeDemanded(SmallClient):
    """Without a content type the body is not read."""

    def document(self, reply: Reply) -> Any:
        return super().document(reply) if reply.header("content-type") else {}


@plant("output", *AT_LENGTH)
class ChunksUnread(SmallClient):
    """A body in chunks is not read."""

    def document(self, reply: Reply) -> Any:
        return {} if reply.header("transfer-encoding") else super().document(reply)


@plant("output", *AT_LENGTH)
class LengthDemanded(SmallClient):
    """A body that ends with the connection is not read."""

    def document(self, reply: Reply) -> Any:
        framed = reply.header("content-length") or reply.header("transfer-encoding")
        return super().document(reply) if framed else {}


@plant("output", "RemoveBackendConfig")
class EmptyBodyRefused(SmallClient):
    """An empty body is an error."""

    def document(self, reply: Reply) -> Any:
        if not reply.body and reply.status == 200:
            raise broken("no body")
        return super().document(reply)


@plant("crash", "RemoveBackendConfig")
class EmptyBodyCrashes(SmallClient):
    """An empty body is not expected at all."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        _ = reply.body[0]
        return super().result(operation, reply)


@plant("crash", "GetBackendJob")
class NullCrashes(SmallClient):
    """A null is not expected at all."""

    def is_there(self, value: Any) -> bool:
        if value is None:
            raise AttributeError("'NoneType' object has no attribute 'strip'")
        return True


@plant("crash", "GetBackendAPIModels")
class UnknownEnumValueCrashes(SmallClient):
    """A value that the enum lacks is not expected at all."""

    def read_string(self, shape: Shape, value: str) -> Any:
        return {each: each for each in shape["enum"]}[value] if "enum" in shape else value


@plant("leaking_state", "UpdateBackendJob")
class OutputOfPreviousReplyRemains(SmallClient):
    """Members of earlier replies remain in the output."""

    def result(self, operation: Operation, reply: Reply) -> Any:
        kept = self.__dict__.setdefault("kept", {}).setdefault(operation.name, {})
        kept.update(super().result(operation, reply))
        return dict(kept)


@plant("leaking_state", "GetBackend")
class ListOfPreviousReplyRemains(SmallClient):
    """Lists go on where those of the reply before ended."""

    def read_items(self, shape: Shape, items: list[Any], depth: int) -> Any:
        kept = self.__dict__.setdefault("kept", [])
        kept.extend(super().read_items(shape, items, depth))
        return list(kept)


def _split(character: str) -> str:
    pair = character.encode("utf-16-be")
    return "".join(chr(int.from_bytes(pair[index : index + 2], "big")) for index in (0, 2))


class _DecodesPieces(Transport):
    """Decodes each piece of a body alone."""

    def body(self, response: HTTPResponse) -> bytes:
        pieces = iter(lambda: response.read1(1 << 16), b"")
        return "".join(each.decode("utf-8", "replace") for each in pieces).encode()


@plant("output", *AT_LENGTH)
class PiecesDecodedAlone(SmallClient):
    """A character that is divided between two chunks is lost."""

    def __init__(self, model: Model, endpoint: str) -> None:
        super().__init__(model, endpoint)
        address = urlsplit(endpoint)
        self.transport = _DecodesPieces(address.hostname or "", address.port or 80)
