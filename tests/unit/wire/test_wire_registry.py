import pytest

from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.wire import codec_for, find_codec, register_codec, supported_protocols
from shapeproof.wire.aws_json.rest_json import RestJsonCodec
from shapeproof.wire.interface import ProtocolTraits
from shapeproof.wire.registry import forget_codec, operation_headers, traits_of


def test_a_codec_is_made_once() -> None:
    assert codec_for("rest-json") is codec_for("rest-json", "sample")
    for name in supported_protocols():
        assert codec_for(name).protocol == name


def test_other_protocols_are_refused() -> None:
    with pytest.raises(UnsupportedProtocol) as caught:
        codec_for("smithy-rpc-v3", "things")
    assert caught.value == UnsupportedProtocol("things", "smithy-rpc-v3", supported_protocols())


def test_facts_are_known_of_protocols_without_a_codec() -> None:
    assert traits_of("rest-xml").http_bindings
    assert not traits_of("query").http_bindings
    assert traits_of("query").boto3_error_type
    assert traits_of("rest-json") is codec_for("rest-json").traits
    assert traits_of("no-such-protocol") == ProtocolTraits()


def test_header_fields_that_name_operations() -> None:
    assert operation_headers() == {"x-amz-target"}
    named = {traits_of(each).operation_header for each in supported_protocols()}
    assert {each.lower() for each in named if each} == operation_headers()


def test_a_codec_is_registered_and_forgotten() -> None:
    class Other(RestJsonCodec):
        protocol = "other"

    register_codec("other", Other)
    assert isinstance(codec_for("other"), Other)
    assert "other" in supported_protocols()
    forget_codec("other")
    assert find_codec("other") is None
