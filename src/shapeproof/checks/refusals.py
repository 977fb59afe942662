"""What a refusal of a legal request is about, and whether it contradicts the model.

Most refusals of legal requests are right: the model does not know what exists, how many things an
account may have, nor the rules that a service has in prose. Certain are only those that say the
opposite of the model.
"""

from __future__ import annotations

import re
from enum import StrEnum

from shapeproof.checks.interface import Observation
from shapeproof.compile.lifecycle.names import own_kind
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exchange import Case, Family


class RefusalKind(StrEnum):
    """What a refusal is about."""

    FORM = "form"
    """The request itself: the only kind that may contradict a model."""
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    """There is one already, or its state does not allow it."""
    LIMIT = "limit"
    """Too many of them, or too many requests."""
    DENIED = "denied"
    NO_ROUTE = "no route"
    """Nothing answers for the path."""
    REDIRECT = "redirect"


_BY_STATUS = {
    401: RefusalKind.DENIED,
    402: RefusalKind.LIMIT,
    403: RefusalKind.DENIED,
    404: RefusalKind.NOT_FOUND,
    409: RefusalKind.CONFLICT,
    410: RefusalKind.NOT_FOUND,
    412: RefusalKind.CONFLICT,
    423: RefusalKind.CONFLICT,
    424: RefusalKind.CONFLICT,
    429: RefusalKind.LIMIT,
}
_BY_CODE: tuple[tuple[RefusalKind, re.Pattern[str]], ...] = (
    (RefusalKind.LIMIT, re.compile(r"throttl|toomany|limitexceed|quota|ratelimit|requestlimit")),
    (RefusalKind.DENIED, re.compile(r"denied|unauthori|notauthori|forbidden|signature|token")),
    (RefusalKind.NOT_FOUND, re.compile(r"notfound|nosuch|doesnotexist|nonexist|unknownresource")),
    (
        RefusalKind.CONFLICT,
        re.compile(r"exists|conflict|duplicate|inuse|state|notready|precondition|busy|inprogress"),
    ),
)
_BY_WORDS: tuple[tuple[RefusalKind, re.Pattern[str]], ...] = (
    (
        RefusalKind.NOT_FOUND,
        re.compile(
            r"not found|(?:can ?not|can't|could not|unable to) (?:be )?(?:find|found)"
            r"|(?:does|do|did) ?n[o']t exist|no such|not exist|non-?existent"
        ),
    ),
    (
        RefusalKind.CONFLICT,
        re.compile(
            r"already|in use|in progress|current(?:ly)? (?:\w+ ){0,2}stat|duplicate|conflict"
        ),
    ),
    (
        RefusalKind.LIMIT,
        re.compile(r"limit exceeded|exceed\w* .{0,40}limit|quota|too many requests"),
    ),
)


def kind_of_refusal(seen: Observation) -> RefusalKind:
    """What a refusal is about, by its code, its status and its words."""
    status = seen.response.status
    if status < 400:
        return RefusalKind.REDIRECT
    said = seen.codec.decode_error(seen.response)
    if said.code is None and status in (404, 405):
        return RefusalKind.NO_ROUTE
    code, message = (said.code or "").lower(), (said.message or "").lower()
    for kind, pattern in _BY_CODE:
        if pattern.search(code):
            return kind
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return next((kind for kind, words in _BY_WORDS if words.search(message)), RefusalKind.FORM)


def contradicts_model(seen: Observation, case: Case) -> bool:
    """Whether a refusal says the opposite of what the model says about a legal case."""
    kind = kind_of_refusal(seen)
    if kind is RefusalKind.REDIRECT:
        return True
    if kind is RefusalKind.NO_ROUTE:
        return case.family is Family.LABEL and bool(_HOLDS_ANYTHING.search(case.varied_member))
    said = seen.codec.decode_error(seen.response)
    message = said.message or ""
    if _SERIALIZATION.search(said.code or ""):
        return True
    if kind is not RefusalKind.FORM or _SEVERAL.search(message):
        return False
    if case.family is Family.ENUM and _is_of_another_kind(seen, case):
        return False
    if case.family is Family.ENUM:
        return _names(message, str(_value_of(case))) and bool(_NO_CHOICE.search(message))
    member = parse(case.pointer)[-1] if case.pointer else ""
    is_about_it = bool(member) and _names(message, member)
    return case.family is Family.ALONE and is_about_it and bool(_NO_MEMBER.search(message))


_HOLDS_ANYTHING = re.compile(r"(?:arn|path|key|ur[il])$", re.IGNORECASE)
"""Members whose values do have slashes; names are mostly kept to letters by rules in prose."""
_SERIALIZATION = re.compile(r"serializ", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:when|with(?:out)?|requires?|unless|together|both|n?either|only one|depend\w*|if)\b",
    re.IGNORECASE,
)
"""Words of rules over several members, which no model has."""
_NO_CHOICE = re.compile(
    r"enum|one of|(?:valid|allowed|possible|supported) values?|invalid"
    r"|not (?:a )?(?:valid|supported|recogni[sz]ed|known)|un(?:known|supported|recogni[sz]ed)"
    r"|must be",
    re.IGNORECASE,
)
_NO_MEMBER = re.compile(
    r"(?:unknown|unrecogni[sz]ed|unexpected|unsupported|extra|additional) "
    r"(?:\w+ )?(?:parameter|field|member|argument|propert|key|attribute)"
    r"|unexpected keyword|not (?:a )?(?:recogni[sz]ed|known|permitted)|are not permitted",
    re.IGNORECASE,
)


def _value_of(case: Case) -> object:
    try:
        return lookup(case.params, parse(case.pointer))
    except KeyError:
        return case.label


def _is_of_another_kind(seen: Observation, case: Case) -> bool:
    """Whether a value is the kind of another resource than the operation makes."""
    try:
        values = seen.operation.request_shape.at(parse(case.pointer)).enum
    except KeyError:
        return False
    return own_kind(seen.operation.name, values) not in (None, _value_of(case))


def _names(message: str, name: str) -> bool:
    """Whether a message has a name as a word, in any case."""
    return bool(name) and bool(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", message, re.IGNORECASE)
    )
