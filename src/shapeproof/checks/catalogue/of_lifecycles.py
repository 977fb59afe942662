"""Checks of lifecycles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapeproof.checks.catalogue.interface import CheckDescription

LIFECYCLES: Final = "reference/checks.md#checks-of-lifecycles"

OF_LIFECYCLES: Mapping[str, CheckDescription] = {
    "lost_write": CheckDescription(
        "A created resource is lost",
        "A created resource cannot be read, or shows other values than it was created with.",
        "Keep what is created.",
        LIFECYCLES,
    ),
    "lost_update": CheckDescription(
        "An update is lost",
        "The first or a later update of a resource does not show.",
        "Keep what is updated.",
        LIFECYCLES,
    ),
    "not_removed": CheckDescription(
        "A removed resource still exists",
        "A removed resource, or one that it contained, can still be read or changed, or exists "
        "again after an update.",
        "Remove the resource and what it contains.",
        LIFECYCLES,
    ),
    "made_twice": CheckDescription(
        "An existing resource is created again",
        "Creating an existing resource is accepted, or refused with an error of another kind.",
        "Refuse it with the conflict error of the operation.",
        LIFECYCLES,
    ),
    "leftovers": CheckDescription(
        "A new resource has something of a removed one",
        "A resource that is created again after its removal shows an old value, contains an old "
        "resource, or cannot be created.",
        "Remove everything that belongs to the resource.",
        LIFECYCLES,
    ),
    "isolation": CheckDescription(
        "A call for one resource affects another",
        "A call for one resource changes or removes another, or a resource answers to the "
        "identifiers of another.",
        "Use all identifiers of the resource as its key.",
        LIFECYCLES,
    ),
    "atomicity": CheckDescription(
        "A refused request has an effect",
        "A refused request has changed, removed or created something.",
        "Check the whole request before anything is changed.",
        LIFECYCLES,
    ),
    "copies": CheckDescription(
        "A copy is incomplete or shared",
        "A copy lacks what its source contains, or the copy and its source share state.",
        "Copy everything, and share nothing.",
        LIFECYCLES,
    ),
    "dangling_identifier": CheckDescription(
        "An identifier leads nowhere",
        "An identifier in a response cannot be read, or is not listed.",
        "Answer with identifiers of resources that exist.",
        LIFECYCLES,
    ),
    "listing": CheckDescription(
        "A list does not show what exists",
        "A list lacks an existing resource, has one twice, or has one that was removed, never "
        "created, or updated since.",
        "List what exists, as it is now.",
        LIFECYCLES,
    ),
    "filters": CheckDescription(
        "A filter is ignored",
        "A filter is ignored, or drops items that match.",
        "Apply the filters of the request.",
        LIFECYCLES,
    ),
    "pagination": CheckDescription(
        "Pages are wrong",
        "Pages do not end, are too large, repeat or lose an item, or say that more follow "
        "without a token; or a token of the server is refused.",
        "Keep to the requested size, and let the token continue after the last item.",
        LIFECYCLES,
    ),
    "identity": CheckDescription(
        "A read answers for another resource",
        "A read by all identifiers, optional ones as well, answers for another resource of the "
        "kind.",
        "Look resources up by all identifiers that are given.",
        LIFECYCLES,
    ),
    "several": CheckDescription(
        "A further resource is refused",
        "A parent holds two resources of a kind, but refuses a third one without naming a limit.",
        "Accept it, or name the limit.",
        LIFECYCLES,
    ),
    "imports": CheckDescription(
        "An import cannot be read",
        "What an import made cannot be read, though what another import made is found under such "
        "a name.",
        "Keep what is imported where the reader looks for it.",
        LIFECYCLES,
    ),
    "partial_update": CheckDescription(
        "An update changes what it does not give",
        "An update clears or changes a member that its request does not have.",
        "Change only what the request has.",
        LIFECYCLES,
    ),
    "client_token": CheckDescription(
        "A repeated request is not recognized",
        "The same request with the same client token makes another resource, or is refused.",
        "Answer a repeated client token with the first result.",
        LIFECYCLES,
    ),
}
