"""A secret of a user's strategies stays masked in later runs that replay what has failed."""

import json
from pathlib import Path

import pytest

from .cli_runner import shapeproof

SECRET = "USERSECRET-one-17"
STRATEGIES = f"""
from hypothesis import strategies as st

from shapeproof.strategies import domain

values = domain("amplifybackend")
facebook = {{"ClientId": "a", "ClientSecret": "{SECRET}"}}
values.members({{"SocialProviderSettings": st.just({{"Facebook": facebook}})}})
"""
APP = f"""
from shapeproof.mock import wsgi_app

conforming = wsgi_app("amplifybackend")


def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if b"{SECRET}" in body:
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"no"]
    import io

    environ["wsgi.input"] = io.BytesIO(body)
    return conforming(environ, start_response)
"""


@pytest.mark.long
@pytest.mark.slow
def test_a_replayed_secret_is_masked_without_the_strategies(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "amplifybackend.py").write_text(STRATEGIES)
    (tmp_path / "leaking.py").write_text(APP)
    command = ("server", "amplifybackend", "--wsgi", "leaking:app", "--phases", "fuzz")
    command += ("--operation", "CreateBackendAuth", "--max-examples", "40")
    for number, more in enumerate((("--strategies", "own"), ())):
        path = tmp_path / f"{number}.json"
        outcome = shapeproof(*command, *more, "--report", f"json={path}", cwd=tmp_path)
        assert outcome.status == 1, outcome
        report = path.read_text(encoding="utf-8")
        assert json.loads(report)["findings"]
        assert SECRET not in report + outcome.stdout
