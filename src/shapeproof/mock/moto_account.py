"""Moto's mock of a service, in an account in which services are used.

Moto's mocks look into each other: several refuse a role, a queue or a log group that its own mock
does not know. Realistic values of requests name such things, and the account has them. And some
mocks start containers for functions and jobs, which a check of their answers does not need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from moto.core.config import default_user_config
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from shapeproof.mock.app import wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

NAME = "sample"
"""The name of everything in the account, as in the realistic values of members."""
_REGION = "us-east-1"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}],
}


def moto_app(service: str) -> WSGIApplication:
    """Moto's mock in such an account; of its own service there is nothing yet.

    Raises as ``wsgi_app`` does.
    """
    app = wsgi_app(service)
    default_user_config["lambda"] = {"use_docker": False}
    default_user_config["batch"] = {"use_docker": False}
    for other, make in _FURNITURE.items():
        if other != service:
            make()
    return app


def _role() -> None:
    iam_backends[DEFAULT_ACCOUNT_ID]["aws"].create_role(
        NAME,
        json.dumps(_TRUST),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration=None,
    )


def _bucket() -> None:
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(NAME, _REGION)


def _log_group() -> None:
    logs_backends[DEFAULT_ACCOUNT_ID][_REGION].create_log_group(NAME, {})


def _queue() -> None:
    sqs_backends[DEFAULT_ACCOUNT_ID][_REGION].create_queue(NAME)


def _topic() -> None:
    sns_backends[DEFAULT_ACCOUNT_ID][_REGION].create_topic(NAME)


_FURNITURE: Mapping[str, Callable[[], None]] = {
    "iam": _role,
    "logs": _log_group,
    "s3": _bucket,
    "sns": _topic,
    "sqs": _queue,
}
"""What the account has, by the service that it belongs to."""
