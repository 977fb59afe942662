"""Values and HTTP messages: a codec for each of AWS's protocols, composed from small parts."""

from shapeproof.wire.interface import Codec, WireError
from shapeproof.wire.members import api_pointer, wire_pointer
from shapeproof.wire.registry import codec_for, register_codec, supported_protocols
from shapeproof.wire.uri_template import UriTemplate, matches

__all__ = [
    "Codec",
    "UriTemplate",
    "WireError",
    "api_pointer",
    "codec_for",
    "matches",
    "register_codec",
    "supported_protocols",
    "wire_pointer",
]
