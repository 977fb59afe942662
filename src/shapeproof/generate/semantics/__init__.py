"""Values that must fit others or the run, where a contract says so: digests, addresses, choices."""

from shapeproof.generate.semantics.addresses import STAND_IN, STAND_IN_ORIGIN
from shapeproof.generate.semantics.choices import has_choices, with_choices
from shapeproof.generate.semantics.fitting import Fitting

__all__ = ["STAND_IN", "STAND_IN_ORIGIN", "Fitting", "has_choices", "with_choices"]
