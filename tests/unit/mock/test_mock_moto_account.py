"""The account in which moto's mocks are checked."""

from __future__ import annotations

import logging

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.sqs.models import sqs_backends

from shapeproof.mock.moto_account import NAME, moto_app


def test_what_services_look_up_in_others() -> None:
    moto_app("lambda")
    arn = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{NAME}"
    assert iam_backends[DEFAULT_ACCOUNT_ID]["aws"].get_role_by_arn(arn).name == NAME
    assert NAME in sqs_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].queues


def test_a_service_starts_empty_itself() -> None:
    moto_app("iam")
    with pytest.raises(NotFoundException):
        iam_backends[DEFAULT_ACCOUNT_ID]["aws"].get_role(NAME)
    moto_app("sqs")
    assert not sqs_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].queues


def test_nothing_is_printed_for_the_debugging_of_moto() -> None:
    moto_app("dynamodb")
    logger = logging.getLogger("moto.dynamodb.parsing.expressions")
    assert not logger.isEnabledFor(logging.ERROR)
