"""Values that must fit others or the run: digests and addresses, where a contract says so."""

from shapeproof.generate.semantics.addresses import STAND_IN, STAND_IN_ORIGIN
from shapeproof.generate.semantics.fitting import Fitting

__all__ = ["STAND_IN", "STAND_IN_ORIGIN", "Fitting"]
