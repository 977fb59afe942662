"""The application that ``PLANTED=SERVICE:DEFECT:VARIANT`` in the environment asks for."""

from __future__ import annotations

import importlib
import os

_service, _defect, _variant = os.environ.get("PLANTED", "sns::").split(":")
app = importlib.import_module(f"tests.planted.{_service}_server").make_app(
    _defect or None, _variant or None
)
