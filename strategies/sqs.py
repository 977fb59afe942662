"""What the values of Amazon SQS look like."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("sqs")

values.forms({"add permission action": ("SendMessage", "ReceiveMessage")})
