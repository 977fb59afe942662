import gc

import pytest

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.wire import codec_for, supported_protocols


def test_a_codec_is_made_once() -> None:
    assert codec_for("rest-json") is codec_for("rest-json", "sample")
    assert {name: codec_for(name).protocol for name in supported_protocols()} == {
        "json": "json",
        "rest-json": "rest-json",
    }


def test_other_protocols_are_refused() -> None:
    with pytest.raises(UnsupportedProtocol) as caught:
        codec_for("query", "sns")
    assert caught.value == UnsupportedProtocol("sns", "query", supported_protocols())


def test_equal_objects_are_told_apart() -> None:
    cache = IdentityCache[list[int], list[int]](lambda source: [*source])
    one, other = [1], [1]
    assert cache(one) is cache(one)
    assert cache(one) is not cache(other)


def test_an_id_that_is_used_again_does_not_confuse() -> None:
    cache = IdentityCache[list[int], int](lambda source: source[0], size=8)
    for number in range(100):
        assert cache([number]) == number
        gc.collect(0)
