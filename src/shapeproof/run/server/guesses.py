"""Identifiers for places whose names do not say what they identify: tried last, one at a time.

``target`` or ``principal`` may take the ARN or the id of anything that was made. Where an ARN is
due and none was seen, it is put together from the name of what was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapeproof.compile.lifecycle.names import may_identify, split
from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.run.server.identifiers import Sighting, Wanted, kind_of, plain
from shapeproof.run.server.links import Filled, Filler, Link, linkable, placed

_MOST = 6
_ACCOUNT = "123456789012"
_REGION = "us-east-1"


def guesses(base: Filled, filler: Filler) -> Iterator[Filled]:
    """The base with an unsure identifier at one of its places that have none."""
    linked = {each.tokens for each in base.links}
    for tokens, shape in linkable(filler, base.params):
        wanted = Wanted.at(filler.operation, tokens, shape)
        value = lookup(base.params, tokens)
        if tokens in linked or not isinstance(value, str) or not _may_name(wanted):
            continue
        for seen in _of_each_maker(filler, wanted, tokens):
            params = placed(base.params, {tokens: seen.value})
            yield Filled(params, (*base.links, Link(tokens, seen)))


def _may_name(wanted: Wanted) -> bool:
    """Whether a place may name something: by an identifier, or by a word that says nothing."""
    return may_identify(wanted.member) and "enum" not in wanted.shape.schema


def _of_each_maker(filler: Filler, wanted: Wanted, tokens: Tokens) -> Iterator[Sighting]:
    """One identifier of each operation that has made something; ARNs where they are due."""
    arns = wanted.kind == "arn"
    seen: set[tuple[str, str]] = set()
    count = 0
    for each in sorted(filler.anything_at(tokens), key=lambda each: not each.made):
        key = (each.exchange.operation, each.kind)
        if key in seen or each.kind not in ("arn", "id", "name"):
            continue
        seen.add(key)
        if arns and each.kind != "arn":
            continue
        yield each
        count += 1
        if count >= _MOST:
            return
    if arns:
        yield from _made_up(filler, wanted)


def _made_up(filler: Filler, wanted: Wanted) -> Iterator[Sighting]:
    """ARNs of what was made, by its name or id."""
    metadata = filler.pool.contract.metadata
    service = str(metadata.get("signingName") or metadata.get("endpointPrefix") or "")
    for each in filler.pool.latest(lambda seen: seen.made and _is_own_name(seen)):
        noun = split(each.exchange.operation)[2]
        for resource in (f"{noun.lower()}/{each.value}", f"{noun.lower()}:{each.value}"):
            arn = f"arn:aws:{service}:{_REGION}:{_ACCOUNT}:{resource}"
            if wanted.fits(arn):
                yield replace(each, value=arn)
                break


def _is_own_name(seen: Sighting) -> bool:
    """Whether a value is the name or id of what its operation has made."""
    noun = plain(split(seen.exchange.operation)[2])
    own = seen.stem in ("", noun) or noun.endswith(seen.stem)
    return len(seen.tokens) == 1 and kind_of(seen.member) in ("name", "id") and own
