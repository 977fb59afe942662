"""What the values of Amazon SNS look like: its attributes are named by texts without an enum."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("sns")

values.forms(
    {
        "add permission action name": ("Publish", "Subscribe"),
        "set subscription attributes attribute name": "RawMessageDelivery",
        "set subscription attributes attribute value": ("true", "false"),
        "set topic attributes attribute name": "DisplayName",
        "subscribe protocol": ("sqs", "https"),
        "subscribe endpoint": (
            "arn:aws:sqs:us-east-1:123456789012:sample",
            "https://example.com/sample",
        ),
        "phone number": ("+15555550100", "+15555550101"),
    }
)
