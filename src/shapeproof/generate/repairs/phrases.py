"""The phrases by which servers state constraints, in whichever language they are written.

A phrase is a regular expression without regard to case; ``data`` is what it says: a pattern, a
list, a number. The demands stand in the order in which they are looked for: what one of them says
is not read again for another.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class Demand(Enum):
    """What a clause of a message demands of a member."""

    PRESENT = auto()
    ABSENT = auto()
    PATTERN = auto()
    ONE_OF = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    LONGER = auto()
    SHORTER = auto()
    EXAMPLE = auto()
    PREFIX = auto()
    SUFFIX = auto()
    KIND = auto()
    """A text of a well-known kind: an ARN, a URL, a date."""
    FUTURE = auto()
    PAST = auto()
    ANY_OF_MEMBERS = auto()
    ONLY_ONE_MEMBER = auto()
    ONE_OF_ALIKE = auto()
    """One of the members whose names end alike: ``exactly one destination configuration``."""
    UNUSED = auto()
    """Another name: this one is taken."""
    EXISTING = auto()


_QUOTED = r"""(?:'[^'\n]{0,300}'|"[^"\n]{0,300}"|`[^`\n]{0,300}`)"""
_N = r"(?P<data>-?\d{1,15})"
_OTHER = r"-?\d{1,15}"
_LENGTH = r"(?:length|size|number of \w+)"
_UNITS = r"(?=[^.;]{0,40}\b(?:characters?|chars?|length|long|items?|elements?|entries)\b)"
_MATCH = (
    r"(?:match(?:es|ing)?|satisfy|against)(?: (?:the|this|following|required|reg(?:ular )?ex"
    r"(?:p|pression)?|pattern|format))*:? *"
)
_VALUES = r"(?:values?|options?|types?|choices)"
_LIST = r"(?: the following)?(?: values?)?(?: are| is| include)?[:=]? *(?P<data>[^\n]{1,2000})"
_MUST = r"(?:must|should|has to|have to|needs? to)"
_NOT = r"(?:can(?: ?not|'t)|may not|must not|should not)"
_NOTHING = r"(?:null|empty|blank|none|undefined|missing|omitted)"
_GIVEN = r"(?:specified|provided|present|set|supplied|given|included|defined)"
_NAMES = r"(?:parameters?|fields?|keys?|arguments?|propert(?:y|ies)|members?|attributes?)"
_END = r" *[`'\"(]?(?P<data>[^\s`'\"]{1,300})"
_KINDS = (
    r"(?P<data>arn|amazon resource name|ur[li]|e-?mail(?: address)?|uuid|guid|json|time ?zone|"
    r"date(?:time| time)?|timestamp|cron(?: expression)?|(?:rate|schedule)(?: expression)?|"
    r"cidr(?: block| range)?|ip(?:v4|v6)?(?: address)?|region|account(?: id)?|base-?64|xml|yaml|"
    r"phone number|policy(?: document)?|definition|integer|number|s3 (?:uri|url|path)|"
    r"event pattern|kms key|certificate|semver|semantic version|regex)s?\b"
)

_PHRASES: dict[Demand, tuple[str, ...]] = {
    Demand.PATTERN: (
        r"regular expression(?: pattern)?:? *(?P<data>[^\s'\"`][^\n]*?)(?=$|\n|; Value |\]$)",
        _MATCH + r"'(?P<data>[^'\n]+)'",
        _MATCH + r'"(?P<data>[^"\n]+)"',
        _MATCH + r"`(?P<data>[^`\n]+)`",
        _MATCH + r"/(?P<data>[^\n]+)/",
        _MATCH + r"(?P<data>[\^\[(]\S+)",
        r"\b(?:pattern|regex)(?: is)?[:=]? *[`'\"]?(?P<data>[\^\[(][^\s`'\"]+)",
    ),
    Demand.ONE_OF: (
        r"enum value set" + _LIST,
        rf"\b(?:valid|allowed|supported|possible|acceptable|permitted|accepted|legal) {_VALUES}"
        + r"(?: \w+){0,3}?"
        + _LIST,
        r"(?:must|should|can|has to) (?:only )?be(?: either| any)?(?: one)? of" + _LIST,
        r"(?:expected|not)(?: any| one)+ of" + _LIST,
        r"(?:(?:is|are) not in|choose from|options are)" + _LIST,
        rf"must be (?:either )?(?P<data>{_QUOTED}(?:, {_QUOTED})*,? (?:or|and) {_QUOTED})",
        r"must be (?:either )?(?P<data>(?-i:[A-Z][A-Z0-9_]+(?:, [A-Z0-9_]+)*,? or [A-Z0-9_]{2,}))",
    ),
    Demand.LONGER: (
        rf"length greater than or equal to {_N}",
        rf"{_LENGTH}[^.;\n]{{0,30}}? (?:between|from) {_N}",
        rf"between {_N} and {_OTHER}{_UNITS}",
        rf"(?:at least|no less than|>=) {_N}{_UNITS}",
        rf"minimum(?: \w+){{0,2}}(?: is| of|:)? {_N}{_UNITS}",
        rf"(?:minimum|min) {_LENGTH}(?: is| of|:)? {_N}",
    ),
    Demand.SHORTER: (
        rf"length less than or equal to {_N}",
        rf"{_LENGTH}[^.;\n]{{0,30}}? (?:between|from) {_OTHER} (?:and|to) {_N}",
        rf"between {_OTHER} and {_N}{_UNITS}",
        rf"(?:at most|no more than|exceeds?(?: \w+){{0,3}}|longer than|up to|<=) {_N}{_UNITS}",
        rf"maximum(?: \w+){{0,2}}(?: is| of|:)? {_N}{_UNITS}",
        rf"(?:maximum|max) {_LENGTH}(?: is| of|:)? {_N}",
    ),
    Demand.AT_LEAST: (
        rf"value greater than or equal to {_N}",
        rf"(?:between|range)(?: of)?[ :\[(]+{_N}",
        rf"(?:at least|greater than or equal to|not be less than|no less than|>=) {_N}",
        rf"minimum(?: \w+){{0,2}}(?: is| of|:)? {_N}",
    ),
    Demand.AT_MOST: (
        rf"value less than or equal to {_N}",
        rf"(?:between|range)(?: of)?[ :\[(]+{_OTHER}(?: *(?:and|to|,|-|\.\.) *){_N}",
        rf"(?:at most|less than or equal to|no more than|<=) {_N}",
        rf"not (?:be )?(?:exceed|greater than) {_N}",
        rf"maximum(?: \w+){{0,2}}(?: is| of|:)? {_N}",
    ),
    Demand.ONE_OF_ALIKE: (
        r"(?:exactly|only|at most|at least|more than) one (?!of)(?P<data>[\w -]{3,40}?)"
        r"(?= (?:is|are|must|can|may|should|has|was|were|per|for)\b|[.,;]|$)",
        r"(?:can(?:not|'t)|must|may) (?:only )?(?:specify|have|provide) (?:only |exactly )?one "
        r"(?!of)(?P<data>[\w -]{3,40}?)(?= (?:at|in|per|for)\b|[.,;]|$)",
    ),
    Demand.ONLY_ONE_MEMBER: (
        rf"{_NOT} (?:both )?(?:specify|provide|set|use|supply|have)(?: both)?",
        r"not (?:be )?allowed to (?:specify|provide|set|use)",
        rf"{_NOT} (?:both )?be (?:specified|used|provided|set|present|combined) (?:together|at the "
        r"same time|simultaneously|with|in combination)",
        rf"{_NOT} both be \w+|both {_NOT} be \w+",
        rf"both (?:the )?[\w.]+ and (?:the )?[\w.]+ (?:are|were) {_GIVEN}|contains? both",
        r"mutually exclusive|(?:specify |include )?only one|not both|in combination with",
    ),
    Demand.ANY_OF_MEMBERS: (
        r"(?:exactly one|at least one|one or more|either|any|one) of(?: the following)?"
        r"(?: (?:parameters|members|fields|properties|arguments))?[: ]",
        r"\beither\b",
    ),
    Demand.UNUSED: (
        r"already (?:exists?|in use|been \w+|taken|registered|present)|duplicate|is taken",
        r"must be unique|not unique|is in use|conflicts? with|name is not available",
    ),
    Demand.EXISTING: (
        r"(?:was |is |were |could )?not (?:be )?found|(?:does|do|did)(?: not|n't) exist",
        r"non-?existent|(?:could not|cannot|can't|couldn't|unable to) (?:find|locate)|no such",
        r"no [\w ]{1,40}(?: was| were)? found|is not a known",
        rf"unknown (?!{_NAMES})[\w-]+(?= |:)",
    ),
    Demand.PRESENT: (
        rf"(?:is|are|was|were) (?:a )?(?:required|missing|mandatory|undefined|not {_GIVEN})",
        rf"missing(?: the)?(?: \w+)?(?: required)? {_NAMES}",
        r"missing(?: required)?(?= |:)",
        rf"{_MUST}(?: also)? (?:not be {_NOTHING}|be (?:{_GIVEN}|non-?(?:null|empty)))",
        rf"{_MUST}(?: also)? (?:have|contain|specify|provide|include|supply|set|define)",
        rf"{_NOT} be {_NOTHING}",
        rf"(?:expected|requires?)(?: a| an| the)?(?: {_NAMES})?",
        rf"required {_NAMES}|field required|you must (?:specify|provide|supply|set)|KeyError:?",
        rf"no [\w ]{{1,40}} (?:was |were )?{_GIVEN}",
        r"did not (?:specify|provide|contain|include)",
    ),
    Demand.ABSENT: (
        r"(?:is|are) not (?:supported|allowed|applicable|permitted|valid (?:for|with|when))",
        r"(?:is|are) (?:unsupported|unexpected|unrecognized|unknown)",
        r"(?:is|are) only (?:applicable|valid|allowed|supported|available) (?:for|with|when|if)",
        rf"(?:unknown|unexpected|unrecognized|unsupported|extraneous|additional)(?: \w+)? {_NAMES}",
        rf"{_NOT} be (?:used|{_GIVEN})",
        r"must be (?:null|empty|omitted|absent|left out)|do not specify",
    ),
    Demand.EXAMPLE: (
        r"(?:e\.g\.?,?|for example[,:]?|for instance[,:]?|such as|like|examples?(?: is| are)?:)"
        + _END,
        r"(?:in|of|following|with|expected|required|valid)(?: the| a| this)?(?: \w+)? "
        r"(?:format|form|syntax)(?: is| of)?:?" + _END,
        r"format(?: should be| must be| is)?:" + _END,
    ),
    Demand.PREFIX: (r"(?:begin|start)s?(?:ning|ing)? with" + _END,),
    Demand.SUFFIX: (r"\bend(?:s|ing)? with" + _END,),
    Demand.PAST: (r"must be in the past|(?:is|cannot be|can't be|must not be) in the future",),
    Demand.FUTURE: (
        r"in the future|in the past|has (?:already )?passed|is expired",
        r"(?:must be after|later than) (?:now|the current)",
    ),
    Demand.KIND: (
        r"(?:valid|invalid|malformed|bad|well-?formed|proper|legal|incorrect|wrong|not an?|"
        r"parse(?: the)?|be an?|decode|deserialize|improperly formatted)(?: \w+)?? " + _KINDS,
        r"(?P<data>json)(?: at position| at line|decodeerror|\.parse|parse)",
        r"unexpected token[^\n]{0,60}? in (?P<data>json)",
        r"(?P<data>expecting) value: line \d",
    ),
}

BOUNDS = (
    frozenset({Demand.LONGER, Demand.SHORTER}),
    frozenset({Demand.AT_LEAST, Demand.AT_MOST}),
)
"""Demands that one phrase may state together: ``between 1 and 5``."""

RULES = tuple(
    (demand, re.compile(phrase, re.IGNORECASE))
    for demand, phrases in _PHRASES.items()
    for phrase in phrases
)
"""Every phrase with its demand."""
