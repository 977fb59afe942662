"""The account in which moto's mocks are checked."""

from __future__ import annotations

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends

from shapeproof.mock.moto_account import ROLE, moto_app


def test_role_for_services_that_look_it_up() -> None:
    moto_app("lambda")
    arn = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{ROLE}"
    assert iam_backends[DEFAULT_ACCOUNT_ID]["aws"].get_role_by_arn(arn).name == ROLE


def test_iam_itself_starts_empty() -> None:
    moto_app("iam")
    with pytest.raises(NotFoundException):
        iam_backends[DEFAULT_ACCOUNT_ID]["aws"].get_role(ROLE)
