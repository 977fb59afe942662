"""Clients of boto3 that send nothing: what they answer is made up in-process."""

from shapeproof.targets.fake.client import as_read, open_client
from shapeproof.targets.fake.interface import Answer, Behaviour
from shapeproof.targets.fake.values import as_boto3

__all__ = ["Answer", "Behaviour", "as_boto3", "as_read", "open_client"]
