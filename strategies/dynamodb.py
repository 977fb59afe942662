"""What the values of Amazon DynamoDB look like: numbers travel as texts."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("dynamodb")

values.forms({"n": ("1", "2.5")})
