import gc

from shapeproof.contract.identity_cache import IdentityCache


def test_equal_objects_are_distinguished() -> None:
    cache = IdentityCache[list[int], list[int]](lambda source: [*source])
    one, other = [1], [1]
    assert cache(one) is cache(one)
    assert cache(one) is not cache(other)


def test_an_id_that_is_used_again_does_not_confuse() -> None:
    cache = IdentityCache[list[int], int](lambda source: source[0], size=8)
    for number in range(100):
        assert cache([number]) == number
        gc.collect(0)
