"""What the values of Amazon DynamoDB look like: numbers are texts, expressions have a grammar."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("dynamodb")

values.forms(
    {
        "n": ("1", "2.5"),
        "projection expression": ("alpha", "beta"),
        "condition expression": ("attribute_not_exists(alpha)", "attribute_exists(alpha)"),
        "filter expression": "attribute_not_exists(alpha)",
        "update expression": "REMOVE alpha",
        "statement": 'SELECT * FROM "sample"',
        "attributes to get": ("alpha", "beta"),
        "s3 prefix": "sample/",
    }
)
