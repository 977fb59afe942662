"""Values and HTTP messages: a codec for each of AWS's protocols, composed from small parts."""

from shapeproof.wire.interface import Codec, WireError
from shapeproof.wire.members import api_pointer, wire_pointer
from shapeproof.wire.registry import codec_for, find_codec, register_codec, supported_protocols
from shapeproof.wire.rest.uri_template import UriTemplate, matches

__all__ = [
    "Codec",
    "UriTemplate",
    "WireError",
    "api_pointer",
    "codec_for",
    "find_codec",
    "matches",
    "register_codec",
    "supported_protocols",
    "wire_pointer",
]
