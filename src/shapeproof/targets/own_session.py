"""Sessions of botocore that read nothing of the user's: no files, no variables."""

from __future__ import annotations

import os
from typing import Any

import botocore.session

_LOADED_FROM = ("data_path",)
"""Session variables that keep their place in the environment: where models are."""


def own_session() -> Any:
    """A session that reads neither the user's files nor, but for the models' place, variables."""
    variables = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in botocore.session.Session.SESSION_VARIABLES.items()
        if name not in _LOADED_FROM
    }
    for name in ("config_file", "credentials_file"):
        variables[name] = (None, None, os.devnull, None)
    return botocore.session.Session(session_vars=variables)
