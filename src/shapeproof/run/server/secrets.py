"""The sensitive values of a run as it begins: whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Contract
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.generate.domain.base_values import RealisticValues
from shapeproof.generate.values.plain import WORDS
from shapeproof.run.seeds.seed import Seeds

_COMMON = (True, False, 0, 1, "")
"""Values that everybody sends."""


def secrets_of(
    contract: Contract, realistic: RealisticValues, seeds: Seeds, given: Iterable[str] = ()
) -> SecretValues:
    """The plain words are shapeproof's own; a user's are what strategies, seeds and options give.

    ``given`` are what options give.
    """
    secrets = SecretValues(contract)
    secrets.given(*given)
    secrets.own((*WORDS, *_COMMON))
    if realistic.has_users:
        secrets.filled_by_user(realistic.is_users)
    for seed in (each for listed in seeds.by_operation.values() for each in listed):
        for call in seed.calls:
            if call.operation in contract.operations:
                secrets.supplied(call.operation, call.params)
    return secrets
