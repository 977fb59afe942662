"""A MagicMock answers with any value, so the value has to be checked."""

from unittest.mock import MagicMock

from shop import backends

import shapeproof


def fake(output):
    """A client that answers with an output, which must conform to the contract."""
    problems = shapeproof.check_response("amplifybackend", "GetBackend", output)
    assert not problems, "; ".join(f"{each.where}: {each.message}" for each in problems)
    return MagicMock(**{"get_backend.return_value": output})


def test_environments():
    client = fake({"AppId": "d1", "BackendEnvironmentList": ["dev", "prod"]})

    assert backends.environments(client, "d1") == ["dev", "prod"]


def test_environments_drifts():
    """AWS returns each environment as its name."""
    client = fake({"AppId": "d1", "BackendEnvironmentList": [{"Name": "dev"}]})

    assert backends.environments(client, "d1") == [{"Name": "dev"}]


def test_sign_in():
    """A fake that has default answers, refuses what AWS refuses, and records its calls."""
    client = shapeproof.fake_client("amplifybackend")

    assert backends.add_sign_in(client, "d1", "dev", "EMAIL")
    assert client.create_backend_auth.calls[0]["AppId"] == "d1"
