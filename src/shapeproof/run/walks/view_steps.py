"""A write, a second one, a change and a removal, each looked for in the views of the write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.checks.lifecycle import views as rules
from shapeproof.checks.read_back import ReadBackCheck, ReadBackObservation
from shapeproof.checks.views.changes import kept_tags, lacking_tags, shown_values, with_other
from shapeproof.checks.views.comparing import shown_differences
from shapeproof.checks.views.places import How
from shapeproof.checks.views.removals import Removal
from shapeproof.checks.views.views import View, makes_something
from shapeproof.compile.lifecycle.names import split
from shapeproof.exchange import Exchange, Finding, HttpRequest
from shapeproof.generate.values.known import nothing_known
from shapeproof.run.server.view_reader import Reading, ViewReader
from shapeproof.run.walks.requests import MarkedRequest
from shapeproof.run.walks.state_model import NotRun, StateModel

_CHECK = ReadBackCheck()
_MOST_SINGLE = 6


@dataclass(frozen=True)
class ViewsStep:
    """Write and look into the views; write again, for another thing, remove, and look again."""

    operation: str
    views: tuple[View, ...]
    removals: tuple[Removal, ...] = ()

    @property
    def makes(self) -> bool:
        """Whether each write makes another thing."""
        return makes_something(self.operation)

    def do(self, model: StateModel) -> Iterator[Finding]:
        """Take all of it. Raises NotRun where the write is refused."""
        mine, other = (model.accepted.again(self.operation) for _ in range(2))
        if mine is None or other is None:
            raise NotRun(self.operation)
        before = {} if self.makes else self._looked(model, other)
        first = self._written_fully(model, mine)
        shown = {}
        for view in self.views:
            reading = self._read(model, view, first)
            if reading is None or not reading.last.accepted:
                continue
            yield from self._judged(model, view, first, reading)
            if reading.scopes:
                shown[view] = reading
        yield from self._undisturbed(model, first, other, before)
        yield from self._written_again(model, first, shown)
        yield from self._removed(model, first, self._write(model, other), shown)

    def _write(self, model: StateModel, params: Mapping[str, Any]) -> Exchange:
        exchange = model.call(self.operation, params)
        if not exchange.accepted:
            raise NotRun(self.operation)
        return exchange

    def _written_fully(self, model: StateModel, params: Mapping[str, Any]) -> Exchange:
        """The write with all that views show of it, else as it was accepted before."""
        full = self._full(model, 1)
        given = {each.given[0] for view in self.views for each in view.places if each.given}
        added = {name: full[name] for name in sorted(given & full.keys() - params.keys())}
        if added:
            exchange = model.call(self.operation, {**params, **added})
            if exchange.accepted:
                return exchange
            model.history.pop()
        return self._write(model, params)

    def _full(self, model: StateModel, number: int) -> dict[str, Any]:
        root = model.contract.operations[self.operation].request
        known = model.accepted.known(self.operation) if number == 1 else nothing_known
        return MarkedRequest(root, number, model.mark(number), known).value()

    def _read(self, model: StateModel, view: View, written: Exchange) -> Reading | None:
        return ViewReader(model.contract, model.call).read(view, written)

    def _looked(self, model: StateModel, params: Mapping[str, Any]) -> dict[View, Reading]:
        """What the views show of a thing that nothing was written for yet."""
        asked = Exchange(self.operation, params, HttpRequest("GET", "/"))
        readings = {view: self._read(model, view, asked) for view in self.views}
        return {view: each for view, each in readings.items() if each and each.scopes}

    def _judged(
        self, model: StateModel, view: View, written: Exchange, reading: Reading
    ) -> Iterator[Finding]:
        """What a view shows wrongly, or does not show though it lists everything."""
        if reading.scopes:
            for each in shown_differences(view, written, reading.scopes, set()):
                seen = ReadBackObservation(model.seen(written), reading.last, each)
                yield from _CHECK.check(seen)
        elif reading.whole and (self.makes or view.is_of_unit) and view == self._first_of(view):
            yield rules.not_listed(model.seen(reading.last), self.operation)

    def _first_of(self, view: View) -> View:
        """The view of the same operation that shows most: others are of other kinds."""
        return next(each for each in self.views if each.operation == view.operation)

    def _undisturbed(
        self,
        model: StateModel,
        first: Exchange,
        params: Mapping[str, Any],
        before: Mapping[View, Reading],
    ) -> Iterator[Finding]:
        """The other thing is as before."""
        for view, old in before.items():
            asked = replace(first, params=params, output=None)
            if not view.tells_apart(replace(first, output=None), asked):
                continue
            new = self._read(model, view, asked)
            if new is None or not new.scopes:
                continue
            was, now = shown_values(view, old.scopes), shown_values(view, new.scopes)
            for place in [each for each in was if was[each] != now.get(each)][:1]:
                seen = model.seen(new.last)
                yield rules.disturbed(seen, self.operation, place, was[place], now[place])

    def _written_again(
        self, model: StateModel, first: Exchange, shown: Mapping[View, Reading]
    ) -> Iterator[Finding]:
        """The same write with other values shows, and other tags replace none."""
        params, again = first.params, None
        for params in self._with_other_values(model, first.params, tuple(shown)):
            again = model.call(self.operation, params)
            if again.accepted:
                break
            model.history.pop()
        if again is None or not again.accepted:
            return
        for view, old in shown.items():
            reading = self._read(model, view, again)
            if reading is None or not reading.scopes:
                continue
            for each in shown_differences(view, again, reading.scopes, set()):
                seen = ReadBackObservation(model.seen(again), reading.last, each)
                yield from _CHECK.check(seen)
            kept = kept_tags(view, first.params, old.scopes)
            lost = lacking_tags(view, first.params, reading.scopes)
            replaced = {key: value for key, value in kept.items() if key in lost}
            if replaced and not self.makes and not lacking_tags(view, params, reading.scopes):
                yield rules.tags_replaced(model.seen(reading.last), self.operation, replaced)

    def _with_other_values(
        self, model: StateModel, params: Mapping[str, Any], views: tuple[View, ...]
    ) -> Iterator[dict[str, Any]]:
        """Requests with other values where a view shows them: everywhere, then in one member."""
        root = model.contract.operations[self.operation].request
        other = MarkedRequest(root, 2, model.mark(2)).of(params)
        places = {
            each.given: each
            for view in views
            for each in view.places
            if each.given and not (self.makes and each.how is How.TAGS)
        }
        changed = dict(params)
        for place in places.values():
            changed = with_other(changed, other, place)
        if changed != params:
            yield changed
        for place in list(places.values())[:_MOST_SINGLE]:
            single = with_other(params, other, place)
            if single not in (params, changed):
                yield single

    def _removed(
        self,
        model: StateModel,
        first: Exchange,
        second: Exchange,
        shown: Mapping[View, Reading],
    ) -> Iterator[Finding]:
        """What is removed is not shown any more, and the other thing still is."""
        others = self._looked_again(model, first, second, shown)
        for removal in self.removals:
            params = removal.params(model.contract, first)
            if params is None:
                continue
            exchange = model.call(removal.operation, params, judged=False)
            if not exchange.accepted:
                model.history.pop()
                continue
            for view, old in shown.items():
                reading = self._read(model, view, first)
                if reading is not None and not reading.last.crashed:
                    yield from self._gone(model, removal, view, first, old, reading)
                    if view in others:
                        yield from self._other_kept(model, removal, view, second, reading)
            if removal.is_whole:
                return

    def _looked_again(
        self, model: StateModel, first: Exchange, second: Exchange, shown: Mapping[View, Reading]
    ) -> frozenset[View]:
        """The views that show the other thing apart from the first one."""
        apart = [each for each in shown if each.tells_apart(first, second)]
        readings = {each: self._read(model, each, second) for each in apart}
        return frozenset(view for view, each in readings.items() if each and each.scopes)

    def _gone(
        self,
        model: StateModel,
        removal: Removal,
        view: View,
        first: Exchange,
        old: Reading,
        new: Reading,
    ) -> Iterator[Finding]:
        seen, what = model.seen(new.last), split(self.operation)[2] or self.operation
        if removal.tag_keys:
            if kept_tags(view, first.params, old.scopes) and kept_tags(
                view, first.params, new.scopes
            ):
                yield rules.still_shown(seen, removal.operation, "tag")
        elif new.scopes and (view.list is not None or self._is_read(removal, old, new)):
            yield rules.still_shown(seen, removal.operation, what)

    def _is_read(self, removal: Removal, old: Reading, new: Reading) -> bool:
        """Whether the thing that was removed is read as before."""
        return not removal.action and new.scopes == old.scopes

    def _other_kept(
        self, model: StateModel, removal: Removal, view: View, second: Exchange, new: Reading
    ) -> Iterator[Finding]:
        if not removal.is_whole or new.scopes or view.list is None:
            return
        reading = self._read(model, view, second)
        if reading is not None and reading.whole and not reading.scopes:
            what = split(self.operation)[2] or self.operation
            yield rules.removed_another(model.seen(reading.last), removal.operation, what)
