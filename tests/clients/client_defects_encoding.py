"""Clients that send something else than they were asked to."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from .client_planting import planter
from .small_client import SmallClient
from .small_encoding import Request
from .small_model import Operation, Shape

plant = planter("encoding")
_PUNCTUATION = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}"


# --- Method, path, query, headers --------------------------------------------------------------


@plant("wire_request", "GetBackendJob")
class WrongMethod(SmallClient):
    """One operation is sent by POST instead of GET."""

    def method(self, operation: Operation) -> str:
        return "POST" if operation.name == "GetBackendJob" else super().method(operation)


@plant("wire_request", "RemoveBackendConfig")
class WrongPath(SmallClient):
    """One operation has another path."""

    def path(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        path = super().path(operation, shape, params)
        return path.removesuffix("/remove") if operation.name == "RemoveBackendConfig" else path


@plant("wire_request", "CreateToken")
class TrailingSlash(SmallClient):
    """The path ends with a slash."""

    def path(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        return super().path(operation, shape, params) + "/"


@plant("wire_request", "GetToken")
class LabelNotEncoded(SmallClient):
    """Labels keep their punctuation."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(text, safe=_PUNCTUATION)


@plant("wire_request", "CreateToken")
class LabelSlashRaw(SmallClient):
    """A slash in a label stays a slash."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(text, safe="/")


@plant("wire_request", "DeleteToken")
class LabelPercentRaw(SmallClient):
    """A percent sign in a label is taken for the begin of an escape."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(text, safe="%")


@plant("wire_request", "GetToken")
class LabelEncodedTwice(SmallClient):
    """Labels are encoded and encoded again."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(super().label(text, greedy=greedy), safe="")


@plant("wire_request", "GetBackend")
class LabelSpaceAsPlus(SmallClient):
    """A space in a label is sent as in a form."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote_plus(text)


@plant("wire_request", "GetToken")
class LabelInLatin1(SmallClient):
    """Labels are encoded in Latin-1."""

    def label(self, text: str, *, greedy: bool) -> str:
        return quote(text, safe="", encoding="latin-1", errors="replace")


@plant("wire_request", "CreateToken")
class LabelLowerCased(SmallClient):
    """Labels are put in lower case."""

    def label(self, text: str, *, greedy: bool) -> str:
        return super().label(text.lower(), greedy=greedy)


@plant("wire_request", "GetBackendJob")
class LabelsSwapped(SmallClient):
    """Two labels of a path are exchanged."""

    def path(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        swapped = {
            **params,
            "AppId": params.get("BackendEnvironmentName", params.get("AppId")),
            "BackendEnvironmentName": params.get("AppId"),
        }
        return super().path(operation, shape, swapped)


@plant("wire_request", "ListAccounts", service="sso")
class QueryOmitted(SmallClient):
    """No query is sent."""

    def query(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        return ""


@plant("wire_request", "ListAccounts", service="sso")
class QueryNameInWrongCase(SmallClient):
    """Members of the query have their API names."""

    def query_name(self, name: str, member: Mapping[str, Any]) -> str:
        return name


@plant("wire_request", "ListAccountRoles", service="sso")
class QueryNotEncoded(SmallClient):
    """Punctuation in the query is not encoded."""

    def query(self, operation: Operation, shape: Shape, params: Mapping[str, Any]) -> str:
        pairs = self.query_pairs(shape, params)
        return "?" + "&".join(f"{name}={quote(value, safe=_PUNCTUATION)}" for name, value in pairs)


@plant("wire_request", "ListAccountRoles", service="sso")
class HeaderOmitted(SmallClient):
    """Members that travel in headers are lost."""

    def headers(self, shape: Shape, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        return iter(())


@plant("wire_request", "Logout", service="sso")
class HeaderNameWrong(SmallClient):
    """Members that travel in headers have their API names."""

    def headers(self, shape: Shape, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, member in shape["members"].items():
            if member.get("location") == "header" and name in params:
                yield name, params[name]


# --- Names in the body -------------------------------------------------------------------------


@plant("wire_request", "UpdateBackendJob")
class ApiNamesInBody(SmallClient):
    """Members of the body have their API names."""

    def member_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name if depth == 0 else super().member_name(name, member, depth)


@plant("wire_request", "CreateBackendStorage")
class NestedApiNames(SmallClient):
    """Members of nested structures have their API names."""

    def member_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name if depth > 1 else super().member_name(name, member, depth)


@plant("wire_request", "UpdateBackendConfig")
class NamesInCamelCase(SmallClient):
    """Wire names are guessed from API names."""

    def member_name(self, name: str, member: Mapping[str, Any], depth: int) -> str:
        return name[0].lower() + name[1:]


# --- Members lost and added --------------------------------------------------------------------


@plant("wire_request", "RemoveAllBackends")
class FalseDropped(SmallClient):
    """A member that is false is not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return value is not False


@plant("wire_request", "CreateBackendAuth")
class ZeroDropped(SmallClient):
    """A member that is 0 is not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return isinstance(value, bool) or value != 0


@plant("wire_request", "UpdateBackendJob")
class EmptyTextDropped(SmallClient):
    """A member that is an empty string is not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return value != ""


@plant("wire_request", "CreateBackendStorage")
class EmptyListDropped(SmallClient):
    """A member that is an empty list is not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return value != []


@plant("wire_request", "CreateBackend")
class EmptyStructureDropped(SmallClient):
    """A member that is an empty structure is not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return value != {}


@plant("wire_request", "UpdateBackendAuth")
class DeepMembersLost(SmallClient):
    """Members below the third level are not sent."""

    def is_sent(self, value: Any, depth: int) -> bool:
        return depth < 3


@plant("wire_request", "UpdateBackendJob")
class NullForAbsent(SmallClient):
    """Members that were not given are sent as null."""

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        members = self.model.shape(operation.input)["members"]
        names = [m["locationName"] for m in members.values() if "location" not in m]
        return {**dict.fromkeys(names), **document}


@plant("wire_request", "GetBackend")
class ExtraMember(SmallClient):
    """A member that nobody knows is sent along."""

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {**document, "clientVersion": "1"}


@plant("wire_request", "CreateBackendAPI")
class LabelsInBodyToo(SmallClient):
    """What stands in the path is sent in the body as well."""

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {"appId": params["AppId"], **document} if "AppId" in params else document


@plant("wire_request", "ListBackendJobs")
class DefaultFilledIn(SmallClient):
    """A page size is sent that nobody asked for."""

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {"maxResults": 25, **document} if "List" in operation.name else document


@plant("leaking_state", "CreateBackendConfig")
class BodyKeptForNextCall(SmallClient):
    """The body of a call has the members of the calls before it, too."""

    def finished(
        self, operation: Operation, document: dict[str, Any], params: Mapping[str, Any]
    ) -> dict[str, Any]:
        self.kept = {**getattr(self, "kept", {}), **document}
        return dict(self.kept)


@plant("wire_request", "ImportBackendAuth")
class NoBody(SmallClient):
    """The body is left out."""

    def encode(self, operation: Operation, params: Mapping[str, Any]) -> Request:
        return replace(super().encode(operation, params), body=None)


# --- Values ------------------------------------------------------------------------------------


@plant("wire_request", "ImportBackendStorage")
class EnumLowerCased(SmallClient):
    """Values of enums are put in lower case."""

    def string(self, shape: Shape, value: str) -> Any:
        return value.lower() if "enum" in shape else value


@plant("wire_request", "CloneBackend")
class NonAsciiReplaced(SmallClient):
    """What is not ASCII becomes a question mark."""

    def string(self, shape: Shape, value: str) -> Any:
        return value.encode("ascii", "replace").decode()


@plant("wire_request", "CloneBackend")
class Mojibake(SmallClient):
    """Strings are encoded in UTF-8 twice."""

    def string(self, shape: Shape, value: str) -> Any:
        return value.encode("utf-8", "surrogatepass").decode("latin-1")


@plant("wire_request", "CloneBackend")
class AstralCharactersLost(SmallClient):
    """Characters beyond the first plane are lost."""

    def string(self, shape: Shape, value: str) -> Any:
        return "".join(each for each in value if ord(each) < 0x10000)


@plant("wire_request", "CloneBackend")
class TextStripped(SmallClient):
    """White space at the ends of strings is lost."""

    def string(self, shape: Shape, value: str) -> Any:
        return value.strip()


@plant("wire_request", "CloneBackend")
class TextCutAt1000(SmallClient):
    """Strings are cut after 1,000 characters."""

    def string(self, shape: Shape, value: str) -> Any:
        return value[:1000]


@plant("wire_request", "CloneBackend")
class TextCutAt10000(SmallClient):
    """Strings are cut after 10,000 characters."""

    def string(self, shape: Shape, value: str) -> Any:
        return value[:10_000]


@plant("wire_request", "ListBackendJobs")
class NumberAsText(SmallClient):
    """Numbers are sent as strings."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        encoded = super().scalar(member, shape, value)
        return str(encoded) if shape["type"] in ("integer", "double") else encoded


@plant("wire_request", "RemoveAllBackends")
class BooleanAsText(SmallClient):
    """Booleans are sent as strings."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        return str(value).lower() if shape["type"] == "boolean" else value


@plant("wire_request", "RemoveAllBackends")
class BooleanAsNumber(SmallClient):
    """Booleans are sent as 0 and 1."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        return int(value) if shape["type"] == "boolean" else value


@plant("wire_request", "CreateBackendAuth")
class FractionCut(SmallClient):
    """Numbers lose their fraction."""

    def scalar(self, member: Mapping[str, Any], shape: Shape, value: Any) -> Any:
        if shape["type"] == "double" and math.isfinite(value):
            return int(value)
        return super().scalar(member, shape, value)


@plant("wire_request", "CreateBackendStorage")
class SingleItemBare(SmallClient):
    """A list of one is sent as its element."""

    def items(self, items: list[Any]) -> Any:
        return items[0] if len(items) == 1 else items


@plant("wire_request", "CreateBackendStorage")
class SecondItemLost(SmallClient):
    """A list loses its second element."""

    def items(self, items: list[Any]) -> Any:
        return items[:1] + items[2:]


@plant("wire_request", "CreateBackendStorage")
class RepeatedItemsLost(SmallClient):
    """A list is sent without repeats."""

    def items(self, items: list[Any]) -> Any:
        return [each for index, each in enumerate(items) if each not in items[:index]]


@plant("wire_request", "UpdateBackendStorage")
class ItemsReversed(SmallClient):
    """A list is sent backwards."""

    def items(self, items: list[Any]) -> Any:
        return items[::-1]


@plant("wire_request", "UpdateBackendAPI")
class JsonInJson(SmallClient):
    """Nested structures are sent as strings of JSON."""

    def value(self, member: Mapping[str, Any], value: Any, depth: int) -> Any:
        encoded = super().value(member, value, depth)
        return json.dumps(encoded) if depth == 1 and isinstance(encoded, dict) else encoded


# --- The body as a whole -----------------------------------------------------------------------


@plant("request_content_type", "GetBackendAPI")
class ContentTypeMissing(SmallClient):
    """No content type is sent."""

    def content_type(self, operation: Operation) -> str | None:
        return None


@plant("request_content_type", "GetBackendAuth")
class ContentTypeWrong(SmallClient):
    """The content type is that of a form."""

    def content_type(self, operation: Operation) -> str | None:
        return "application/x-www-form-urlencoded"


@plant("request_content_type", "DeleteBackendAPI")
class ContentTypeOfPlainText(SmallClient):
    """One operation sends its JSON as text."""

    def content_type(self, operation: Operation) -> str | None:
        return "text/plain" if operation.name == "DeleteBackendAPI" else "application/json"


@plant("wire_request", "GetBackendStorage")
class BodyAsForm(SmallClient):
    """The body is sent as a form."""

    def content_type(self, operation: Operation) -> str | None:
        return "application/x-www-form-urlencoded"

    def dump(self, document: Any) -> bytes:
        return urlencode(document).encode()


@plant("wire_request", "CreateBackend")
class BodyInAnArray(SmallClient):
    """The body is an array of one object."""

    def dump(self, document: Any) -> bytes:
        return super().dump([document])
