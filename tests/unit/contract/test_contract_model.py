from __future__ import annotations

import pytest

from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation

ERRORS = {
    name: ErrorContract(name, name, 400, "client", {"type": "object"}) for name in ("A", "B", "C")
}
CONTRACT = Contract("sample", "2020-01-01", "rest-json", "Sample", "Sample", {}, ERRORS)


@pytest.mark.parametrize("names", [(), ("A",), ("C", "A"), ("B", "C", "A")])
def test_errors_of_an_operation_keep_the_order_of_the_model(names: tuple[str, ...]) -> None:
    operation = Operation("Get", "get", HttpBinding("GET", "/"), {}, {}, errors=names)

    assert [error.name for error in CONTRACT.errors_of(operation)] == list(names)


def test_an_error_that_nobody_describes() -> None:
    operation = Operation("Get", "get", HttpBinding("GET", "/"), {}, {}, errors=("D",))

    with pytest.raises(KeyError, match="D"):
        CONTRACT.errors_of(operation)
