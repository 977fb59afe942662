import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_by_its_label(severity: Severity) -> None:
    assert Severity.parse(severity.label) is severity
    assert Severity.parse(severity.label.upper()) is severity


@pytest.mark.parametrize("label", ["", "fatal", "2"])
def test_an_unknown_severity(label: str) -> None:
    with pytest.raises(BadUsage) as raised:
        Severity.parse(label, "--fail-on")

    expected = f"--fail-on: unknown severity {label!r}; choose error, warning or note"
    assert str(raised.value) == expected
