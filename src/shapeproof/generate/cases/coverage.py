"""The coverage phase: every factor of every request, one at a time, in a stable order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.page_places import page_tokens
from shapeproof.contract.pointer import join, without
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Absence, Case, Distortion, Expect, Family, Fault, case_id
from shapeproof.generate.cases.distortions import is_bound, unbound_requests, with_empty_label
from shapeproof.generate.cases.faults import (
    ABSENT,
    SCALARS,
    IllegalValue,
    arrives_legal,
    can_be_sent,
    illegal_values,
    null_fault,
    words,
)
from shapeproof.generate.cases.other_bodies import api_names, bodies_of
from shapeproof.generate.cases.pairwise import pairwise_requests
from shapeproof.generate.cases.places import CasePlace, PlaceKind, has_body_members, places, planted
from shapeproof.generate.cases.variants import (
    LONGEST_TEXT,
    MOST_VALUES,
    UNKNOWN_MEMBER,
    is_long_text,
    legal_values,
)
from shapeproof.generate.semantics import with_choices
from shapeproof.generate.values.dry_runs import is_dry_run
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues
from shapeproof.generate.values.written import as_written
from shapeproof.wire import Codec, find_codec
from shapeproof.wire.interface import MessageKind

Params = Mapping[str, Any]
_NESTED_LEVELS = 50
_BASES = frozenset({Family.MINIMAL, Family.FULL, Family.OTHER})
_WIDE = 5_000
"""Places of a request that is too wide to be sent in full."""
_OUTER, _ANY_DEPTH = 3, 1_000
_MOST_LONG = 300
"""Texts that are long at once."""


@dataclass(frozen=True)
class CoverageCases:
    """Makes the cases of one operation.

    ``base`` is a request that the target accepts; without one, the minimal request is taken.
    ``known`` are the realistic values of the operation's places.
    """

    contract: Contract
    operation: Operation
    base: Params | None = None
    known: KnownValues = nothing_known

    @cached_property
    def codec(self) -> Codec | None:
        """The codec of the service's protocol, None for a protocol without one."""
        return find_codec(self.contract.protocol)

    @property
    def is_typed(self) -> bool:
        """Whether bodies have strings, numbers, booleans and nulls, not texts alone."""
        return self.codec is None or self.codec.traits.typed_values

    @property
    def root(self) -> Schema:
        """The schema of the request."""
        return self.operation.request

    @property
    def shape(self) -> Shape:
        """The shape of the request."""
        return Shape.of(self.root)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Top-level members that take only what the server has returned before."""
        return page_tokens(self.root, self.contract.paginators.get(self.operation.name))

    @cached_property
    def values(self) -> PlainValues:
        """What makes plain values, and realistic ones where they are known."""
        return PlainValues(self.root, known=self.known)

    @cached_property
    def minimal(self) -> Params:
        """Only what is required."""
        return dict(with_choices(self.root, self.values.value()))

    @cached_property
    def full(self) -> Params:
        """Every member but page tokens; of very wide requests only the outer ones."""
        deepest = _OUTER if len(places(self.root)) > _WIDE else _ANY_DEPTH
        values = replace(self.values, full=True, left_out=self.tokens, deepest=deepest)
        return dict(with_choices(self.root, values.value()))

    @cached_property
    def base_request(self) -> Params:
        """The request that the cases vary."""
        return self.minimal if self.base is None else self.base

    @cached_property
    def has_body(self) -> bool:
        """Whether the request has members that travel in the body."""
        return has_body_members(self.root)

    def all(self) -> Iterator[Case]:
        """All cases; legal ones that would send the same request twice are left out."""
        seen = self.sent_before()
        return (case for case in self._all() if not same_request(case, seen))

    def sent_before(self) -> set[str]:
        """What ``same_request`` knows at first: the base request was accepted already."""
        return {_key(self.base_request)}

    def base_requests(self) -> tuple[Case, Case, Case]:
        """The requests to try as a base: what is required, everything, and other values."""
        other = dict(replace(self.values, other=True).value())
        return (
            self._case(Family.MINIMAL, "", "", self.minimal),
            self._case(Family.FULL, "", "", self.full),
            self._case(Family.OTHER, "", "", other),
        )

    def _all(self) -> Iterator[Case]:
        yield from self.base_requests()
        for place in places(self.root):
            yield from self.legal(place)
        yield from self.pairs()
        for place in places(self.root):
            yield from self.faulted(place)
        yield from self.bodies()
        yield from self.absent_resource()
        yield from self.unrouted()

    def _case(
        self,
        family: Family,
        pointer: str,
        label: str,
        params: Params,
        expect: Expect = Expect.ACCEPT,
        fault: Fault | None = None,
        distortion: Distortion | None = None,
    ) -> Case:
        operation = self.operation.name
        params = params if fault is not None else with_choices(self.root, params)
        params = as_written(self.codec, MessageKind.REQUEST, self.root, params)
        if expect is Expect.ACCEPT and family not in _BASES:
            arrives = arrives_legal(self.contract, self.operation, params)
            expect = Expect.ACCEPT if arrives else Expect.OPEN
        return Case(
            case_id(operation, family, pointer, label),
            operation,
            family,
            pointer,
            params,
            expect,
            fault,
            distortion,
            label,
        )

    def legal(self, place: CasePlace) -> Iterator[Case]:
        """The legal cases that vary one place."""
        if place.optional:
            yield from self._optional(place)
        for variant in legal_values(self.root, place, self.known):
            if variant.family is Family.NULL and not self.is_typed:
                continue  # it is the request without the member
            params = planted(self.root, self.base_request, place.tokens, variant.value)
            is_unknown = variant.family is Family.UNKNOWN_MEMBER and not self.is_typed
            is_open = variant.open or is_unknown or self._is_open(place, variant.value)
            expect = Expect.OPEN if is_open else Expect.ACCEPT
            pointer, fault = place.pointer, None
            if variant.family is Family.NULL and _is_dense(place):
                expect, fault = Expect.REJECT, null_fault(place)
            if variant.family is Family.UNKNOWN_MEMBER:
                pointer = join((*place.tokens, UNKNOWN_MEMBER))
            yield self._case(variant.family, pointer, variant.label, params, expect, fault)
            if variant.family is Family.LABEL and variant.label == "plus":
                raw = Distortion(raw="+")
                yield self._case(Family.LABEL, pointer, "raw-plus", params, expect, None, raw)

    def _is_open(self, place: CasePlace, value: Any) -> bool:
        """Whether a server may refuse it: page tokens, names of its choice, requests only tried."""
        if place.tokens[0] in self.tokens:
            return value is not None
        if is_dry_run(place.tokens[-1], place.shape):
            return value is True
        return place.location == "uri" and place.tokens[0] in self.generated

    @cached_property
    def generated(self) -> frozenset[str]:
        """Identifiers that the server chooses."""
        resources = self.contract.lifecycle.resources.values()
        return frozenset(name for resource in resources for name in resource.chosen_by_server)

    def _optional(self, place: CasePlace) -> Iterator[Case]:
        expect = Expect.OPEN if place.tokens[0] in self.tokens else Expect.ACCEPT
        value = self._plain(place)
        params = planted(self.root, self.base_request, place.tokens, value)
        yield self._case(Family.ALONE, place.pointer, "", params, expect)

    def _plain(self, place: CasePlace) -> Any:
        return self.values.value(place.schema, place.tokens)

    def pairs(self) -> Iterator[Case]:
        """Legal requests that together have all pairs of factors."""
        requests = pairwise_requests(self.root, self.base_request, self.tokens, self.known)
        for index, params in enumerate(requests):
            yield self._case(Family.PAIRS, "", f"{index + 1:03}", params)

    def faulted(self, place: CasePlace) -> Iterator[Case]:
        """The cases that break one constraint of one place."""
        found = illegal_values(self.root, place)
        for illegal in found if self.is_typed else chain(found, words(place)):
            if illegal.value is ABSENT:
                # The plain value is put there first, so that only this member is missing.
                value = self._plain(place)
                grown = planted(self.root, self.base_request, place.tokens, value)
                params = without(grown, place.tokens)
            else:
                params = planted(self.root, self.base_request, place.tokens, illegal.value)
            if not can_be_sent(self.contract, self.operation, params, illegal.fault):
                continue
            yield self._fault_case(illegal.label, params, illegal.fault)
            if place.kind is PlaceKind.ELEMENT and illegal.fault.constraint == "enum":
                yield from self._later_elements(place, illegal)

    def _fault_case(self, label: str, params: Params, fault: Fault) -> Case:
        return self._case(Family.INVALID, fault.pointer, label, params, Expect.REJECT, fault)

    def _later_elements(self, place: CasePlace, illegal: IllegalValue) -> Iterator[Case]:
        """The fault behind one legal element, and in the place of the last legal one."""
        legal = place.shape.enum[:MOST_VALUES]
        around = Shape.of(self.root).at(place.tokens[:-1])
        for label, before in (("second", legal[:1]), ("last", legal[:-1])):
            count = len(before) + 1
            most = count if around.max_count is None else around.max_count
            if not around.min_count <= count <= most:
                continue
            if label == "last" and (len(before) < 2 or illegal.label != "enum-unknown"):
                continue
            params = planted(
                self.root, self.base_request, place.tokens[:-1], [*before, illegal.value]
            )
            pointer = join((*place.tokens[:-1], str(len(before))))
            fault = replace(illegal.fault, pointer=pointer)
            yield self._fault_case(f"{illegal.label}-{label}", params, fault)

    def bodies(self) -> Iterator[Case]:
        """Bodies with unknown members, and those that are none of the contract's."""
        if not self.has_body:
            return
        unknown, pointer = {**self.base_request, UNKNOWN_MEMBER: "unknown"}, f"/{UNKNOWN_MEMBER}"
        # Services with XML or forms may be strict about names that they do not know (S3, EC2).
        expect = Expect.ACCEPT if self.is_typed else Expect.OPEN
        yield self._case(Family.UNKNOWN_MEMBER, pointer, "text", unknown, expect)
        nested: Any = "unknown"
        for _ in range(_NESTED_LEVELS):
            nested = {"x": nested}
        params = {**self.base_request, UNKNOWN_MEMBER: nested}
        yield self._case(Family.UNKNOWN_MEMBER, pointer, "nested-50", params, expect)
        if self.codec is None or self.shape.payload is not None:
            return
        if any(place.in_body and is_long_text(place) for place in places(self.root)):
            yield self._case(Family.BODY, "", "long-strings", self._long(), Expect.OPEN)
        for body, given, expect in bodies_of(self.codec, self.shape, self.base_request):
            yield self._case(
                Family.BODY, "", body.label, given, expect, body.fault, body.distortion
            )  # fmt: skip
        for name, fault, renamed in api_names(self.codec, self.shape):
            yield self._case(
                Family.INVALID, fault.pointer, "api-name", self._with_member(name),
                Expect.REJECT, fault, renamed,
            )  # fmt: skip

    def _with_member(self, name: str) -> Params:
        """The base request with a member, a plain one if it has none."""
        plain = self.values.value(self.shape.members[name], (name,))
        return {name: plain, **self.base_request}

    def _long(self) -> Params:
        """The full request with more characters in each string than any server must take."""
        params: Any = self.full
        named = self.contract.lifecycle.identifiers
        long = (each for each in places(self.root) if each.in_body and is_long_text(each))
        for place in islice(long, _MOST_LONG):
            if place.tokens[0] not in named:
                params = planted(self.root, params, place.tokens, "x" * (LONGEST_TEXT + 20_000))
        return dict(params)

    def absent_resource(self) -> Iterator[Case]:
        """Requests about a resource that is not there."""
        need = self.contract.lifecycle.needs.get(self.operation.name)
        if need is None:
            return
        expect = Expect.MISSING if need.missing == "refused" else Expect.OPEN
        yield self._case(Family.ABSENT, "", Absence.UNKNOWN, self._named(), expect)
        expect = Expect.OPEN if need.missing == "open" else Expect.MISSING
        yield self._case(Family.ABSENT, "", Absence.SIBLING, self._named(), expect)

    def _named(self) -> Params:
        """The base request with every identifier that it may carry."""
        members = self.shape.members
        named = dict(self.base_request)
        for name in sorted(self.contract.lifecycle.identifiers & members.keys()):
            value = self.values.value(members[name], (name,))
            named.setdefault(name, value)
        return named

    def unrouted(self) -> Iterator[Case]:
        """Requests that belong to no operation."""
        unbound = unbound_requests(self.operation, self.contract.operations)
        if self.operation.http.uri != "/":
            for label, distortion in unbound:
                yield self._case(
                    Family.ROUTE,
                    "",
                    label,
                    self.base_request,
                    Expect.UNROUTED,
                    distortion=distortion,
                )
        for place in places(self.root):
            if place.location == "uri" and not self._leads_elsewhere(place):
                params = {**self.base_request, place.tokens[0]: ""}
                yield self._case(
                    Family.ROUTE, place.pointer, "empty-label", params, Expect.UNROUTED
                )

    def _leads_elsewhere(self, place: CasePlace) -> bool:
        """Whether the path of an empty label is that of another operation."""
        label = place.shape.wire_name(place.tokens[0])
        emptied = with_empty_label(self.operation.http, label)
        return is_bound(emptied, self.contract.operations)


def coverage_cases(
    contract: Contract,
    operation: Operation,
    base: Params | None = None,
    known: KnownValues = nothing_known,
) -> list[Case]:
    """The deterministic cases of one operation, in a stable order with stable ids."""
    return list(CoverageCases(contract, operation, base, known).all())


def same_request(case: Case, seen: set[str]) -> bool:
    """Whether an earlier legal case sends the same request; if not, ``seen`` keeps this one."""
    if case.expect is not Expect.ACCEPT or case.distortion is not None:
        return False
    key = _key(case.params)
    if key in seen and case.family not in (Family.MINIMAL, Family.LABEL):
        return True
    seen.add(key)
    return False


def _key(params: Params) -> str:
    return json.dumps(params, sort_keys=True)


def _is_dense(place: CasePlace) -> bool:
    """Whether a place is the element of a list of scalars, which holds no nulls (Smithy)."""
    return place.kind is PlaceKind.ELEMENT and place.shape.type in SCALARS
