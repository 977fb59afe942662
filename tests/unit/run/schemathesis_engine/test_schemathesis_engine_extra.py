from __future__ import annotations

import sys
from importlib import import_module

import pytest

from shapeproof.exceptions import MissingExtra

PACKAGE = "shapeproof.run.schemathesis_engine"


def test_without_schemathesis_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [each for each in sys.modules if each.startswith(PACKAGE)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "schemathesis", None)

    with pytest.raises(MissingExtra) as caught:
        import_module(PACKAGE)

    expected = "schemathesis is not installed; pip install 'shapeproof[schemathesis]'"
    assert str(caught.value) == expected
