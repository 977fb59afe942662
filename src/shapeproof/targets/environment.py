"""The environment of clients: nothing of the user's own AWS configuration reaches them."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from typing import Any

_LOADED_FROM = ("data_path",)
"""Session variables that still come from the environment: where models are."""


def own_session() -> Any:
    """A session that reads no files of the user, and no variables except the path of models."""
    # Drivers need the environment only, not botocore.
    import botocore.session

    variables = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in botocore.session.Session.SESSION_VARIABLES.items()
        if name not in _LOADED_FROM
    }
    for name in ("config_file", "credentials_file"):
        variables[name] = (None, None, os.devnull, None)
    return botocore.session.Session(session_vars=variables)


ENDPOINT_VARIABLE = "SHAPEPROOF_ENDPOINT"
"""Says to drivers which endpoint to call."""
REGION = "us-east-1"
ACCESS_KEY = "AKIDSHAPEPROOFDUMMY0"
SECRET_KEY = "shapeproof-dummy-secret-key"
BEARER_TOKEN = "shapeproof-dummy-token"
_KEPT = frozenset({"AWS_DATA_PATH", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"})
_LOCAL = "127.0.0.1,localhost"


def withhold_settings(environ: MutableMapping[str, str]) -> None:
    """Take the user's AWS settings out of an environment: moto's own sessions would read them.

    Those sessions find dummy credentials, no files and no metadata of instances.
    """
    for name in [each for each in environ if each.startswith("AWS_") and each not in _KEPT]:
        del environ[name]
    dummies = {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    environ.update(dummies)


def client_environment(endpoint: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of a driver: dummy credentials, no profile, no proxy to 127.0.0.1.

    No request has a reason to leave the machine: metadata of instances, endpoint discovery and
    prefixes of hosts are off, and endpoints that are not given are the contract server's.

    Of the user's ``AWS_`` variables only those remain that say how a client retries and where its
    models are.
    """
    own = {
        name: value
        for name, value in inherited.items()
        if not name.startswith("AWS_") or name in _KEPT
    }
    for name in ("NO_PROXY", "no_proxy"):
        own[name] = f"{own[name]},{_LOCAL}" if own.get(name) else _LOCAL
    return {
        **own,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",  # PREFIX.127.0.0.1 does not exist
        "AWS_ENABLE_ENDPOINT_DISCOVERY": "false",
        "AWS_ENDPOINT_URL": endpoint,  # for clients that an SDK makes on its own, as of STS
        ENDPOINT_VARIABLE: endpoint,
    }
