"""Listens to the calls that botocore clients make anyway, and changes nothing about them."""

from shapeproof.targets.passive.calls import SeenCall, calling_sites
from shapeproof.targets.passive.listening import LISTENING
from shapeproof.targets.passive.tap import Tap, is_suppressed, suppressed

__all__ = ["LISTENING", "SeenCall", "Tap", "calling_sites", "is_suppressed", "suppressed"]
