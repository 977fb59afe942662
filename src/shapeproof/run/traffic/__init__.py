"""Recorded traffic, judged as passive mode judges calls: whose it is, what is wrong, what it shows.

``targets/recordings`` reads the files; ``attribution`` finds service and operation; ``learning``
makes an overlay of what recordings of AWS show against the model.
"""

from shapeproof.run.traffic.learning import Learned, Learner
from shapeproof.run.traffic.runner import JudgedEntry, TrafficRun

__all__ = ["JudgedEntry", "Learned", "Learner", "TrafficRun"]
