"""Next tries for a request that was refused, from what the refusal says.

Most servers say what they miss: which member, which form, which values are allowed. ``repairs``
reads it and changes the request; it sends nothing.
"""

from shapeproof.generate.repairs.interface import NeedsExisting, Refusal, Repair, Repaired
from shapeproof.generate.repairs.reading import repairs

__all__ = ["NeedsExisting", "Refusal", "Repair", "Repaired", "repairs"]
