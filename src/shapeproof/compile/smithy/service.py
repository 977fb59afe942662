"""A service of a Smithy model, as the documents that botocore ships about one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.compile.model_bounds import check_bounds
from shapeproof.compile.model_checks import check_finite
from shapeproof.compile.model_roles import check_roles
from shapeproof.compile.names import service_name, service_name_candidates
from shapeproof.compile.smithy.ast import UNIT, RawShape, SmithyModel
from shapeproof.compile.smithy.pages import examples, paginators, waiters
from shapeproof.compile.smithy.shapes import ShapeWriter
from shapeproof.compile.smithy.traits import (
    OPERATION_TRAITS,
    PROTOCOLS,
    REST_PROTOCOLS,
    Raw,
    written,
)
from shapeproof.compile.source import ModelFiles
from shapeproof.contract.pointer import join
from shapeproof.exceptions import BrokenContract

_JSON_VERSIONS: Mapping[str, str] = {
    "aws.protocols#awsJson1_0": "1.0",
    "aws.protocols#awsJson1_1": "1.1",
}
_OF_RESOURCE = ("create", "put", "read", "update", "delete", "list")
_REMEDY = "correct the model"


@dataclass(frozen=True)
class NamesOfModel:
    """What a service is called: as a contract, and otherwise."""

    service: str
    others: tuple[str, ...]


def service_names(model: SmithyModel, shape_id: str) -> NamesOfModel:
    """The names of a service: botocore's, those of the trait ``aws.api#service``, its shape's."""
    stated = model.shapes[shape_id].get("traits", {}).get("aws.api#service", {})
    plain = shape_id.partition("#")[2]
    given = (stated.get(key) for key in ("arnNamespace", "endpointPrefix", "cloudFormationName"))
    service_id = str(stated.get("sdkId") or plain)
    others = (service_id, *service_name_candidates(service_id), *given, plain)
    named = dict.fromkeys(str(each).lower() for each in others if each)
    return NamesOfModel(service_name(service_id), tuple(named))


def model_files(
    model: SmithyModel, shape_id: str, protocol: str | None, prefer: Callable[[Any], str]
) -> ModelFiles:
    """The documents of one service, as far as botocore would state them.

    ``protocol`` is the one that bodies are described in; ``prefer`` chooses one of several. Raises
    BrokenContract for a service that names no known protocol, or shapes that the model lacks.
    """
    try:
        return _files(model, shape_id, protocol, prefer)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        place = join(["shapes", shape_id])
        reason = f"a trait has a value of an unknown form ({error})"
        raise BrokenContract(model.path, place, reason, _REMEDY) from None


def _files(
    model: SmithyModel, shape_id: str, protocol: str | None, prefer: Callable[[Any], str]
) -> ModelFiles:
    service = model.shapes[shape_id]
    traits = service.get("traits", {})
    spoken = [(trait, name) for trait, name in PROTOCOLS.items() if trait in traits]
    if not spoken:
        _refuse_protocol(model, shape_id, traits)
    names = tuple(dict.fromkeys(name for _, name in spoken))
    chosen = protocol or prefer(names)
    operations = dict(_operations(model, shape_id))
    speaks_query = "query" in names or "aws.protocols#awsQueryCompatible" in traits
    renamed = service.get("rename", {})
    namespace = _namespace(traits)
    writer = ShapeWriter(
        model,
        chosen,
        renamed,
        with_query_errors=speaks_query,
        with_statuses=set(names) != {"json"},  # awsJson does not bind the trait httpError
        namespace=namespace,
    )
    common = service.get("errors", ())
    written_operations = {
        each.partition("#")[2]: _operation(model, writer, each, place, common, chosen)
        for each, place in operations.items()
    }
    if len(model.services) == 1:
        writer.write_rest(shape_id.partition("#")[0])
    check_finite(model.path, writer.shapes)
    check_bounds(model.path, writer.shapes, writer.place_of)
    discovery = traits.get("aws.api#clientEndpointDiscovery", {}).get("operation", "")
    if discovery in operations:
        written_operations[discovery.partition("#")[2]]["endpointoperation"] = True
    metadata = _metadata(shape_id, service, names, chosen, spoken)
    raw = {
        "metadata": metadata,
        "operations": written_operations,
        "shapes": writer.shapes,
    }
    if parameters := traits.get("smithy.rules#clientContextParams"):
        raw["clientContextParams"] = parameters
    ids = {each.partition("#")[2]: each for each in operations}
    check_roles(model.path, raw, lambda place: _place_of_operation(place, ids))
    found = {name: model.shapes[each] for name, each in ids.items()}
    return ModelFiles(
        service_names(model, shape_id).service,
        _version(service),
        raw,
        paginators(found, traits.get("smithy.api#paginated", {})),
        waiters(found),
        examples(found),
    )


def _place_of_operation(place: tuple[str, ...], ids: Mapping[str, str]) -> str:
    """The pointer in the Smithy model of what was written for an operation."""
    if place[0] != "operations":
        return join(place)
    return join(["shapes", ids[place[1]], *place[2:-1], "target"])


def _version(service: RawShape) -> str:
    """The API version: the service's own, or that at the end of the name of its documentation."""
    stated = service.get("traits", {}).get("aws.api#service", {})
    dated = re.search(r"\d{4}-\d{2}-\d{2}$", str(stated.get("docId", "")))
    return str(service.get("version") or (dated[0] if dated else "unversioned"))


def _refuse_protocol(model: SmithyModel, shape_id: str, traits: Mapping[str, Any]) -> None:
    stated = [each for each in traits if "protocols#" in each]
    reason = f"its protocol {stated[0]!r} is not supported" if stated else "it names no protocol"
    place = join(["shapes", shape_id, "traits"])
    remedy = f"the model needs one of the traits {', '.join(PROTOCOLS)}"
    raise BrokenContract(model.path, place, reason, remedy)


def _operations(model: SmithyModel, service: str) -> Iterator[tuple[str, str]]:
    """The ids of all operations and where each is named: those of the service, of its resources."""
    todo, seen = [service], set[str]()
    while todo:
        shape_id = todo.pop()
        if shape_id in seen:
            continue
        seen.add(shape_id)
        shape = model.shapes[shape_id]
        places = [f"operations/{n}" for n in range(len(shape.get("operations", ())))]
        places += [
            f"collectionOperations/{n}" for n in range(len(shape.get("collectionOperations", ())))
        ]
        if shape["type"] == "resource":
            places += [part for part in _OF_RESOURCE if part in shape]
        for each in places:
            yield _target(model, shape_id, each, "operation")
        count = len(shape.get("resources", ()))
        todo += [_target(model, shape_id, f"resources/{n}", "resource")[0] for n in range(count)]


def _target(model: SmithyModel, shape_id: str, part: str, kind: str) -> tuple[str, str]:
    """The id at a place of a shape, and the place. Raises BrokenContract for another kind."""
    name, _, index = part.partition("/")
    found = model.shapes[shape_id][name]
    target: str = (found[int(index)] if index else found)["target"]
    place = join(["shapes", shape_id, *part.split("/"), "target"])
    shape = model.shape(target, place)
    if shape["type"] != kind:
        reason = f"expected an {kind}, found the {shape['type']} {target!r}"
        raise BrokenContract(model.path, place, reason.replace("an res", "a res"), _REMEDY)
    return target, place


def _operation(
    model: SmithyModel,
    writer: ShapeWriter,
    shape_id: str,
    place: str,
    common: Any,
    protocol: str,
) -> Raw:
    shape = model.shape(shape_id, place)
    traits = shape.get("traits", {})
    raw: Raw = {"name": shape_id.partition("#")[2], "http": _http(traits, protocol)}
    raw |= written(traits, OPERATION_TRAITS)
    for part in ("input", "output"):
        reference = shape.get(part)
        if reference is not None and reference["target"] != UNIT:
            at = join(["shapes", shape_id, part, "target"])
            name = writer.refer(reference["target"], at, is_answer=part == "output")
            raw[part] = {"shape": name}
            if part == "input" and protocol == "rest-xml":
                raw[part] |= writer.body_root(reference["target"], place)
    if protocol == "query" and "output" in raw:
        raw["output"]["resultWrapper"] = f"{raw['name']}Result"
    if "aws.customizations#s3UnwrappedXmlOutput" in traits and "output" in raw:
        raw["output"]["unwrapped"] = True
    errors = [
        writer.refer(each["target"], join(["shapes", shape_id, "errors", str(n), "target"]),
                     is_answer=True)
        for n, each in enumerate((*shape.get("errors", ()), *common))
    ]  # fmt: skip
    if errors:
        raw["errors"] = [{"shape": name} for name in dict.fromkeys(errors)]
    return raw


def _http(traits: Mapping[str, Any], protocol: str) -> Raw:
    """The HTTP binding. Protocols that are not bound to HTTP send all to one address."""
    http = traits.get("smithy.api#http", {}) if protocol in REST_PROTOCOLS else {}
    raw = {"method": http.get("method", "POST"), "requestUri": http.get("uri", "/")}
    return raw | ({"responseCode": int(http["code"])} if "code" in http else {})


def _namespace(traits: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The XML namespace of all documents of a service (Smithy ``xmlNamespace``)."""
    stated = traits.get("smithy.api#xmlNamespace")
    return None if stated is None else {key: stated[key] for key in sorted(stated)}


def _metadata(
    shape_id: str, service: RawShape, protocols: tuple[str, ...], protocol: str, spoken: Any
) -> Raw:
    traits = service.get("traits", {})
    stated = traits.get("aws.api#service", {})
    plain = shape_id.partition("#")[2]
    raw: Raw = {
        "apiVersion": _version(service),
        "endpointPrefix": stated.get("endpointPrefix") or stated.get("arnNamespace"),
        "protocol": protocol,
        "protocols": list(protocols),
        "serviceFullName": traits.get("smithy.api#title"),
        "serviceId": stated.get("sdkId"),
        "signingName": traits.get("aws.auth#sigv4", {}).get("name"),
        "auth": traits.get("smithy.api#auth") or _schemes(traits),
    }
    if "aws.auth#sigv4" in traits:
        raw["signatureVersion"] = "v4"
    if any(name in ("json", "smithy-rpc-v2-cbor") for name in protocols):
        raw["targetPrefix"] = plain
    for trait, version in _JSON_VERSIONS.items():
        if trait in dict(spoken):
            raw["jsonVersion"] = version
    if "aws.protocols#awsQueryCompatible" in traits:
        raw["awsQueryCompatible"] = {}
    if protocol in ("query", "ec2") and "smithy.api#xmlNamespace" in traits:
        raw["xmlNamespace"] = traits["smithy.api#xmlNamespace"]["uri"]
    if traits.get("aws.protocols#restXml", {}).get("noErrorWrapping"):
        raw["noErrorWrapping"] = True
    return {key: value for key, value in raw.items() if value not in (None, [], "")}


def _schemes(traits: Mapping[str, Any]) -> list[str]:
    known = ("aws.auth#sigv4", "aws.auth#sigv4a", "smithy.api#httpBearerAuth")
    return [each for each in known if each in traits]
