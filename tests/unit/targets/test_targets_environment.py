from __future__ import annotations

import os

from shapeproof.targets.environment import withhold_settings


def test_settings_of_the_user_are_withheld_from_moto() -> None:
    environ = {
        "PATH": "/bin",
        "AWS_PROFILE": "mine",
        "AWS_ACCESS_KEY_ID": "mine",
        "AWS_SESSION_TOKEN": "mine",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23",
        "AWS_DATA_PATH": "/models",
    }

    withhold_settings(environ)

    assert "mine" not in environ.values()
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in environ
    assert environ["AWS_SHARED_CREDENTIALS_FILE"] == environ["AWS_CONFIG_FILE"] == os.devnull
    assert (environ["PATH"], environ["AWS_DATA_PATH"]) == ("/bin", "/models")
