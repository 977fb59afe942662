"""What may be done next in a random walk: a file for each kind of deed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from shapeproof.run.stateful.wandering.course import Course, Offer
from shapeproof.run.stateful.wandering.offers.changing import change, clear, remove
from shapeproof.run.stateful.wandering.offers.copying import copy, duplicate
from shapeproof.run.stateful.wandering.offers.looking import (
    look,
    look_around,
    look_filtered,
    look_gone,
)
from shapeproof.run.stateful.wandering.offers.making import again, make
from shapeproof.run.stateful.wandering.offers.refusing import call_gone, fail

OFFERS: Mapping[str, Callable[[Course], Iterator[Offer]]] = {
    "make": make,
    "again": again,
    "change": change,
    "remove": remove,
    "copy": copy,
    "call_gone": call_gone,
    "duplicate": duplicate,
    "clear": clear,
    "fail": fail,
    "look": look,
    "look_gone": look_gone,
    "look_around": look_around,
    "look_filtered": look_filtered,
}
"""What each rule of the machine offers."""
