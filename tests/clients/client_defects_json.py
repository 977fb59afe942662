"""Defects that do not depend on paths and headers, in a client of a service that speaks JSON."""

from __future__ import annotations

from .client_defects_attempts import ItemsRepeated, TokenIgnored
from .client_defects_encoding import EmptyListDropped, FalseDropped, NumberAsText
from .client_defects_errors import NamespaceKept, SuffixKept
from .client_defects_further import (
    AbsentAsEmptyStructure,
    AbsentFromReplyBefore,
    AbsentFromRequest,
    BrokenReplyAsService,
    EqualItemsOnce,
    LostConnectionAsService,
    NullMessageCrashes,
    OutputInAnyCase,
    RefusesAsService,
    RefusesAsTransport,
    RefusesTooLate,
    RetryAfterDateCrashes,
    TriesOnAfter429,
    TriesOnAfter503,
    TriesOnAfterReset,
)
from .client_planting import DEFECTS, planter
from .small_client import SmallClient
from .small_json import JsonWire

SERVICE = "secretsmanager"
AT_LENGTH = ("AssociateCrossAccountReplica",)
"""The operation of the service that gets all cases of a kind."""
PLACES: dict[type[SmallClient], tuple[str, ...]] = {
    FalseDropped: ("CreateSecret",),
    EmptyListDropped: ("CreateSecret",),
    NumberAsText: ("ListSecrets",),
    NamespaceKept: ("GetSecretValue",),
    SuffixKept: ("GetSecretValue",),
    AbsentAsEmptyStructure: ("DescribeSecret",),
    AbsentFromReplyBefore: ("GetSecretValue",),
    AbsentFromRequest: ("CreateSecret",),
    OutputInAnyCase: ("GetSecretValue",),
    NullMessageCrashes: ("GetSecretValue",),
    RefusesAsService: ("CreateSecret",),
    RefusesAsTransport: ("GetSecretValue",),
    RefusesTooLate: ("GetSecretValue",),
    BrokenReplyAsService: AT_LENGTH,
    LostConnectionAsService: AT_LENGTH,
    RetryAfterDateCrashes: AT_LENGTH,
    TriesOnAfter429: AT_LENGTH,
    TriesOnAfter503: AT_LENGTH,
    TriesOnAfterReset: AT_LENGTH,
    EqualItemsOnce: ("ListSecrets",),
    ItemsRepeated: ("ListSecrets",),
    TokenIgnored: ("ListSecrets",),
}
"""Where each defect shows."""

_plant = planter("json")
_CHECKS = {each.client: each.check for each in DEFECTS.values()}
for _original, _operations in PLACES.items():
    _made = type(f"Json{_original.__name__}", (JsonWire, _original), {"__doc__": _original.__doc__})
    _plant(_CHECKS[_original], *_operations, service=SERVICE)(_made)
