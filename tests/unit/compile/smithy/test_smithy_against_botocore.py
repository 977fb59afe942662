"""The contract of a real Smithy model is that of botocore's model of the same service.

The models are not ours to ship. The test reads the folders that two variables name::

    SHAPEPROOF_SMITHY_MODELS=aws-models SHAPEPROOF_BOTOCORE_DATA=old/botocore/data pytest THIS_FILE
"""

from __future__ import annotations

import os
from pathlib import Path

import botocore
import pytest

from shapeproof.compile.opening import FoundService, services_at
from tests.unit.compile.smithy.differences import by_reason, differences

_SMITHY, _BOTOCORE = "SHAPEPROOF_SMITHY_MODELS", "SHAPEPROOF_BOTOCORE_DATA"
_FOLDER = os.environ.get(_SMITHY)


def _models() -> list[FoundService]:
    return list(services_at(Path(_FOLDER))) if _FOLDER else []


@pytest.mark.skipif(
    _FOLDER is None,
    reason=f"run {_SMITHY}=FOLDER {_BOTOCORE}=FOLDER pytest {Path(__file__).parent.name}, "
    "with Smithy JSON ASTs and the data of a botocore of the same day",
)
@pytest.mark.parametrize("smithy", _models(), ids=lambda found: found.service)
def test_all_differences_have_a_reason(smithy: FoundService) -> None:
    data = Path(os.environ.get(_BOTOCORE) or Path(botocore.__file__).parent / "data")
    folder = data / smithy.service
    if not folder.is_dir():
        pytest.skip(f"{data} has no service {smithy.service}")
    (found,) = services_at(folder)
    contract = found.compiled()

    explained, others = by_reason(differences(contract, smithy.compiled(contract.protocol)))

    print(*(f"{count:6} {reason}" for reason, count in explained.most_common()), sep="\n")
    assert others == []
