import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.exceptions import BadUsage, UnknownOperation
from shapeproof.run.choices import PHASES
from shapeproof.run.plan import Plan, parse_shard

from .run_servers import CONTRACT

ALL = tuple(sorted(CONTRACT.operations))


def chosen(*names: str, excluded: tuple[str, ...] = (), **more: object) -> tuple[str, ...]:
    plan = Plan(operations=names, excluded=excluded, **more)
    return tuple(operation.name for operation in plan.select(CONTRACT))


TOKENS = ("CreateToken", "DeleteToken", "GetToken")


@pytest.mark.parametrize(
    ("names", "excluded", "expected"),
    [
        ((), (), ALL),
        (("*",), (), ALL),
        (("GetToken",), (), ("GetToken",)),
        (("get_token",), (), ("GetToken",)),
        (("*Token",), (), TOKENS),
        (("*_token",), (), TOKENS),
        (("*_token", "*Token", "GetToken"), (), TOKENS),
        (("GetToken", "CreateToken"), (), ("CreateToken", "GetToken")),
        (("[CG]*Token",), (), ("CreateToken", "GetToken")),
        (("?etToken",), (), ("GetToken",)),
        (("list_s3_buckets",), (), ("ListS3Buckets",)),
        (("get_backend_api",), (), ("GetBackendAPI",)),
        (("*Token",), ("Get*",), ("CreateToken", "DeleteToken")),
        (("*Token",), ("delete_*", "get_token"), ("CreateToken",)),
        ((), ("*Backend*",), tuple(name for name in ALL if "Backend" not in name)),
    ],
)
def test_globs(names: tuple[str, ...], excluded: tuple[str, ...], expected: object) -> None:
    assert chosen(*names, excluded=excluded) == expected


@pytest.mark.parametrize(
    ("pattern", "nearest"),
    [("GetTokn", "GetToken"), ("gettoken", "GetToken"), ("get_tokens", None), ("X*", None)],
)
@pytest.mark.parametrize("as_excluded", [False, True])
def test_what_fits_none(pattern: str, nearest: str | None, as_excluded: bool) -> None:
    with pytest.raises(UnknownOperation) as error:
        chosen(*(() if as_excluded else (pattern,)), excluded=(pattern,) if as_excluded else ())
    assert error.value.name == pattern
    assert nearest is None or nearest in error.value.nearest


@pytest.mark.parametrize(("names", "excluded"), [(("GetToken",), ("GetToken",)), ((), ("*",))])
def test_what_leaves_nothing_to_check(names: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    with pytest.raises(BadUsage, match="none is left"):
        chosen(*names, excluded=excluded)


@settings(max_examples=40)
@given(st.integers(1, 40), st.sets(st.sampled_from(ALL)))
def test_shards_are_a_partition(count: int, names: set[str]) -> None:
    shares = [chosen(*sorted(names), shard=(index, count)) for index in range(1, count + 1)]
    together = [name for share in shares for name in share]
    assert sorted(together) == (sorted(names) or list(ALL))
    assert len(set(together)) == len(together)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("text", ["1/1", "1/3", "3/3", "12/100"])
def test_shards_are_read(text: str) -> None:
    index, _, count = text.partition("/")
    assert parse_shard(text) == (int(index), int(count))


NO_SHARDS = ("", "1", "/", "1/", "/2", "0/2", "3/2", "-1/2", "1/2/3", "a/b", "²/3", "1/1000000000")


@pytest.mark.parametrize("text", [*NO_SHARDS, pytest.param(f"1/{'9' * 5_000}", id="5,000 digits")])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(BadUsage, match="--shard"):
        parse_shard(text)


def test_phases_that_are_run() -> None:
    assert Plan().phases == PHASES
    assert Plan().run_phases == PHASES
    assert Plan(phases=("coverage", "stateful")).run_phases == ("coverage", "stateful")
    assert Plan(phases=("stateful",)).run_phases == ("stateful",)
    assert Plan(phases=("fuzz",)).run_phases == ("fuzz",)
