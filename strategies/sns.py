"""What the values of Amazon SNS look like: its attributes are named by texts without an enum."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("sns")

values.forms(
    {
        "add permission action name": ("Publish", "Subscribe"),
        "set subscription attribute attribute name": "RawMessageDelivery",
        "set subscription attribute attribute value": ("true", "false"),
        "set topic attribute attribute name": "DisplayName",
        "subscribe protocol": ("https", "sqs"),
        "subscribe endpoint": (
            "https://example.com/sample",
            "arn:aws:sqs:us-east-1:123456789012:sample",
        ),
        "phone number": ("+15555550100", "+15555550101"),
    }
)
