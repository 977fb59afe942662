"""The beginnings and ends of secrets that a text has been cut in, in any encoding."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapeproof.report.masking.data_runs import Span
from shapeproof.report.masking.decoding import encoded_spans, may_be_encoded
from shapeproof.report.masking.matching import replaced_spans

LEAST = 4
"""Characters of a secret that are masked; fewer may stand anywhere."""
_CUT = re.compile(r" ?(?:…|\.\.\.) ?")
_CLOSING = "\"'`)]}>;,:= \\"
_BROKEN = re.compile(r"(?:%[0-9a-f]?|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&#?x?[0-9a-z]{0,7})\Z")
"""What a cut leaves of an escape."""
_SPOILT = 2
"""Characters next to a cut that it may have spoilt, as it has cut their bytes or escapes."""
_REST = 6
"""Characters of an escape that a cut may leave."""
_WIDEST = 12
"""Characters in which one character of a secret may be written."""
_LONGEST = 1_000
"""Characters of a secret next to a cut that are looked for."""
_FEW = 100
"""Up to so many parts it is faster to look whether any of them is in a text at all."""


def has_cut(text: str) -> bool:
    """Whether a text has any sign that it was cut."""
    return "…" in text or "..." in text


@dataclass(frozen=True)
class CutSecrets:
    """Secrets, as they are in lower case, of which a part may stand next to a cut."""

    secrets: tuple[str, ...]

    def hide(self, text: str, mask: str, *, at_end: bool) -> str:
        """The text with beginnings of secrets before a cut masked, and their ends after one.

        ``at_end`` says that the text itself may have been cut at its end.
        """
        pieces: list[str] = []
        position = 0
        for cut in (*_CUT.finditer(text), None):
            piece = text[position : cut.start() if cut else len(text)]
            if position:
                piece = self._without_end_of_secret(piece, mask)
            if cut or at_end:
                piece = self._without_start_of_secret(piece, mask)
            pieces += [piece, cut[0] if cut else ""]
            position = cut.end() if cut else len(text)
        return "".join(pieces)

    def _without_start_of_secret(self, piece: str, mask: str) -> str:
        kept, near = piece[: -self._width], piece[-self._width :]
        spans = [*self._starts(near)]
        if may_be_encoded(near):
            spans += encoded_spans(near, self._starts, LEAST)
        spans = [each for each in spans if len(near[each[1] :].strip(_CLOSING)) <= _REST]
        return kept + replaced_spans(near, spans, mask)

    def _without_end_of_secret(self, piece: str, mask: str) -> str:
        near, kept = piece[: self._width], piece[self._width :]
        spans = [*self._ends(near)]
        if may_be_encoded(near):
            spans += encoded_spans(near, self._ends, LEAST)
        spans = [each for each in spans if len(near[: each[0]].strip(_CLOSING)) <= _REST]
        return replaced_spans(near, spans, mask) + kept

    def _starts(self, text: str) -> Iterator[Span]:
        """Where a text ends with the beginning of a secret, but for what a cut has spoilt."""
        text = text.lower().replace("+", " ")
        starts = _places(text, self._by_start)
        if not starts:
            return
        whole = _BROKEN.sub("", text)
        cores = dict.fromkeys((len(text), len(whole), len(text.rstrip(_CLOSING))))
        for end in (core - spoilt for core in cores for spoilt in range(_SPOILT + 1)):
            for at in starts:
                candidates = self._by_start[text[at : at + LEAST]]
                if end - _LONGEST <= at <= end - LEAST and any(
                    each.startswith(text[at:end]) for each in candidates
                ):
                    yield at, end
                    return

    def _ends(self, text: str) -> Iterator[Span]:
        """Where a text begins with the end of a secret, but for what a cut has spoilt."""
        text = text.lower().replace("+", " ")
        ends = [each + LEAST for each in reversed(_places(text, self._by_end))]
        if not ends:
            return
        cores = dict.fromkeys((0, len(text) - len(text.lstrip(_CLOSING))))
        for at in (core + spoilt for core in cores for spoilt in range(_SPOILT + 1)):
            for end in ends:
                candidates = self._by_end[text[end - LEAST : end]]
                if at + LEAST <= end <= at + _LONGEST and any(
                    each.endswith(text[at:end]) for each in candidates
                ):
                    yield at, end
                    return

    @cached_property
    def _width(self) -> int:
        """Characters next to a cut in which a part of a secret may stand."""
        return _WIDEST * min(_LONGEST, max(map(len, self.secrets), default=1))

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.secrets:
            found[each[:LEAST]].append(each)
        return found

    @cached_property
    def _by_end(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.secrets:
            found[each[-LEAST:]].append(each)
        return found


def _places(text: str, parts: Collection[str]) -> list[int]:
    """Where one of some parts, of ``LEAST`` characters each, begins in a text."""
    if len(parts) <= _FEW and not any(each in text for each in parts):
        return []
    return [at for at in range(len(text) - LEAST + 1) if text[at : at + LEAST] in parts]
