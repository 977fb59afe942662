"""What the values of Amazon CloudWatch look like."""

from __future__ import annotations

import json

from shapeproof.strategies import domain

values = domain("cloudwatch")

values.forms(
    {
        "stat": ("Average", "p90"),
        "statistic": ("Average", "p90"),
        "period": (60, 300),
        "dashboard body": json.dumps({"widgets": []}),
        "metric data query id": ("m1", "m2"),
        "namespace": ("Shapeproof/sample", "Shapeproof/other"),
    }
)
