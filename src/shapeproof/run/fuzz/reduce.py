"""Makes a failing request small against the live target, with a bounded number of requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.pointer import Tokens, lookup
from shapeproof.exchange import Case, Finding
from shapeproof.generate.places import planted, schema_at
from shapeproof.run.bench import Bench
from shapeproof.run.legal import LegalCases, case_of
from shapeproof.run.refusals import PRESENT, smallest_refused
from shapeproof.run.state import SetupFailed

Params = Mapping[str, Any]
_MOST_SHORTENINGS = 24


@dataclass
class Reducer:
    """Tries smaller requests on a bench of its own, whose findings are only looked at."""

    bench: Bench
    base: Case

    def smallest(self, case: Case, finding: Finding) -> list[Finding]:
        """The finding of the smallest request that shows what a drawn one has shown.

        The same check must find the same constraint at the same place, or, where the place names
        the case, fail in the same way. What cannot be had again is not told.
        """
        if not self._found(case.params, finding):
            return []
        factors, params = smallest_refused(
            self.bench.operation.request,
            self.base.params,
            case.params,
            lambda smaller: bool(self._found(smaller, finding)),
        )
        if not factors and not self._found(self.base.params, finding):
            return [finding]
        for tokens, value in factors:
            if value is PRESENT:
                params = self._shortened(params, tokens, finding)
        return self._found(params, finding, case_of(case, factors, params)) or [finding]

    def _found(self, params: Params, wanted: Finding, case: Case | None = None) -> list[Finding]:
        """What a request shows of what is wanted."""
        trial = case or replace(self.base, id="trial", family="trial", params=params)
        observer = self.bench.observer
        try:
            LegalCases(self.bench, self.base).run(trial)
        except SetupFailed:
            self.bench.drop()
        found, observer.findings = observer.findings, []
        return [each for each in found if _alike(each, wanted)][:1]

    def _shortened(self, params: Params, tokens: Tokens, finding: Finding) -> Params:
        """The request with the text at a place as short as its kind and the failure allow."""
        try:
            text = lookup(params, tokens)
            least = schema_at(self.bench.operation.request, tokens).get("minLength", 0)
        except KeyError:
            return params
        if not isinstance(text, str):
            return params
        too_short, enough, tries = int(least) - 1, len(text), 0
        while enough - too_short > 1 and tries < _MOST_SHORTENINGS:
            middle, tries = (too_short + enough) // 2, tries + 1
            if self._found(self._with(params, tokens, text[:middle]), finding):
                enough = middle
            else:
                too_short = middle
        return self._with(params, tokens, text[:enough])

    def _with(self, params: Params, tokens: Tokens, value: Any) -> Params:
        grown: Params = planted(self.bench.operation.request, params, tokens, value)
        return grown


def _alike(one: Finding, other: Finding) -> bool:
    """Whether two findings tell of one thing, whichever request has shown it."""
    if (one.check, one.operation) != (other.check, other.operation):
        return False
    same_place = (one.where, one.constraint) == (other.where, other.constraint)
    return same_place or (_names_case(one) and _names_case(other))


def _names_case(finding: Finding) -> bool:
    """Whether where and constraint are those of the case, rather than of the answer."""
    return finding.check in ("server_error", "rejects_valid")
