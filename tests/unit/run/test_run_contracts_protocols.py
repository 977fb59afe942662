"""Which of its protocols a service is tested in."""

from dataclasses import replace
from pathlib import Path

import pytest

from shapeproof.compile.service import compile_model, preferred_protocol
from shapeproof.contract.model import Contract
from shapeproof.contract.store import write_pinned
from shapeproof.exceptions import BadUsage, UnsupportedProtocol
from shapeproof.run.contracts import ContractSources, in_protocol, load
from shapeproof.wire.registry import chosen_protocol

CBOR = "smithy-rpc-v2-cbor"
ISO = {"type": "timestamp", "timestampFormat": "iso8601"}


def compiled(*protocols: str, protocol: str | None = None) -> Contract:
    """A service whose model prefers its first protocol."""
    model = {
        "metadata": {"protocol": protocols[0], "protocols": list(protocols), "serviceId": "S"},
        "operations": {"Do": {"name": "Do", "input": {"shape": "In"}}},
        "shapes": {"In": {"type": "structure", "members": {"At": {"shape": "At"}}}, "At": ISO},
    }
    return compile_model("s", "2020-01-01", model, {}, None, protocol)


@pytest.mark.parametrize(
    ("protocols", "expected"),
    [
        ((CBOR, "json"), "json"),
        ((CBOR, "json", "query"), "json"),
        (("rest-json", "json"), "json"),
        (("rest-xml", "rest-json"), "rest-json"),
        ((CBOR,), CBOR),
        (("query", CBOR), CBOR),
        (("unheard-of",), "unheard-of"),
    ],
)
def test_the_preferred_protocol_is_botocore_s_as_far_as_it_is_supported(
    protocols: tuple[str, ...], expected: str
) -> None:
    assert preferred_protocol(protocols) == expected
    contract = compiled(*protocols)
    assert (contract.protocol, contract.protocols) == (expected, protocols)


def test_values_travel_as_in_the_protocol_that_is_spoken() -> None:
    formats = [timestamp_format(each) for each in (None, "json", CBOR)]
    assert formats == ["iso8601", "iso8601", "unixTimestamp"]


def timestamp_format(protocol: str | None) -> str:
    request = compiled(CBOR, "json", protocol=protocol).operations["Do"].request
    member = request["properties"]["At"]
    found = member if "x-timestamp-format" in member else request["$defs"]["At"]
    return str(found["x-timestamp-format"])


@pytest.mark.parametrize(
    ("protocols", "named", "said"),
    [
        ((CBOR, "json"), "soap", f"s speaks {CBOR}, json; choose from {CBOR}, json"),
        (("soap", "json"), "soap", "does not support this protocol of s; choose from json"),
        (("json",), "", "--protocol : s speaks json; choose from json"),
    ],
)
def test_other_protocols_are_refused(protocols: tuple[str, ...], named: str, said: str) -> None:
    with pytest.raises(BadUsage) as refused:
        chosen_protocol(compiled(*protocols), named)
    assert said in str(refused.value)


def test_a_service_without_a_supported_protocol() -> None:
    with pytest.raises(UnsupportedProtocol):
        chosen_protocol(compiled("soap"), "soap")


def test_installed_services() -> None:
    assert load("codeconnections").protocol == "json"
    assert load("codeconnections", protocol="json").protocol == "json"
    assert load("codeconnections", protocol=CBOR).protocol == CBOR
    with pytest.raises(BadUsage, match="choose from"):
        load("codeconnections", protocol="soap")


def test_a_contract_that_was_pinned_in_another_protocol(tmp_path: Path) -> None:
    write_pinned(compiled(CBOR, "json", protocol=CBOR), tmp_path)
    sources = ContractSources(tmp_path)
    assert load("s", sources).protocol == CBOR
    with pytest.raises(BadUsage, match="pinned in the protocol"):
        load("s", sources, "json")


def test_a_pinned_contract_changes_between_protocols_that_write_alike() -> None:
    contract = compiled("rest-json", "json")
    assert in_protocol(contract, None) is contract
    assert in_protocol(contract, "rest-json") == replace(contract, protocol="rest-json")
