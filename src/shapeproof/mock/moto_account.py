"""Moto's mock of a service, in an account in which services are used.

Moto's mocks look into each other: several refuse a role that IAM does not know. And they start
containers for functions and jobs, which a check of their answers neither needs nor has.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from moto.core.config import default_user_config
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends

from shapeproof.mock.app import wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROLE = "sample"
"""The name of the role; realistic values of members that take a role have its ARN."""
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}],
}


def moto_app(service: str) -> WSGIApplication:
    """Moto's mock, and a role in its account unless it is that of IAM itself.

    Raises as ``wsgi_app`` does.
    """
    app = wsgi_app(service)
    default_user_config["lambda"] = {"use_docker": False}
    default_user_config["batch"] = {"use_docker": False}
    if service != "iam":
        _make_role()
    return app


def _make_role() -> None:
    iam_backends[DEFAULT_ACCOUNT_ID]["aws"].create_role(
        ROLE,
        json.dumps(_TRUST),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration=None,
    )
