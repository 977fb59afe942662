"""What the values of Amazon EC2 look like."""

from __future__ import annotations

from shapeproof.strategies import domain

values = domain("ec2")

values.forms({"filter name": ("tag-key", "tag:sample")})
