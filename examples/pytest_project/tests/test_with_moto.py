"""moto answers, and may accept what AWS refuses."""

from moto import mock_aws
from shop import orders


@mock_aws
def test_a_log_is_opened(client):
    logs = client("logs")

    orders.open_log(logs, "orders", "INFREQUENT_ACCESS")

    assert orders.logs(logs) == ["orders"]


@mock_aws
def test_a_cheap_log_is_opened_drifts(client):
    """AWS has no such class of log groups."""
    logs = client("logs")

    orders.open_log(logs, "orders", "CHEAP")

    assert orders.logs(logs) == ["orders"]
