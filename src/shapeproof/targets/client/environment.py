"""The environment of a client: nothing of the user's own AWS configuration reaches it."""

from __future__ import annotations

import os
from collections.abc import Mapping

REGION = "us-east-1"
ACCESS_KEY = "AKIDSHAPEPROOFDUMMY0"
SECRET_KEY = "shapeproof-dummy-secret-key"
_KEPT = frozenset({"AWS_DATA_PATH", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"})
_LOCAL = "127.0.0.1,localhost"


def client_environment(endpoint: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """What a driver is started with: dummy credentials, no profile, no proxy to 127.0.0.1.

    Of the user's own ``AWS_`` variables only those stay that say how a client retries and where
    its models are.
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
        "SHAPEPROOF_ENDPOINT": endpoint,
    }
