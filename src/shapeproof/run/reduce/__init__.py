"""Makes a failing request small against the live target, with a bounded number of requests."""

from shapeproof.run.reduce.findings import Reducer
from shapeproof.run.reduce.naming import case_of
from shapeproof.run.reduce.request import smaller_request, smallest_request

__all__ = ["Reducer", "case_of", "smaller_request", "smallest_request"]
