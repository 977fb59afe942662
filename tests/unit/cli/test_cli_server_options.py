"""Options of ``server`` that do not go together."""

import pytest

from shapeproof.cli.main import run


@pytest.mark.parametrize(
    "option",
    [
        ["--seeds", "seeds.json"],
        ["--strategies", "."],
        ["--robustness"],
        ["--strict-coverage"],
        ["--restart-cmd", "true"],
    ],
)
def test_what_schemathesis_has_no_use_for(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(["server", "amplifybackend", "--engine", "schemathesis", *option])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith(f"shapeproof: {option[0]}: Schemathesis ")
    assert len(err.splitlines()) == 1
