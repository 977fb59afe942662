# The types of what shapeproof/__init__.py imports when it is first used.

from shapeproof.plugin.suite import parametrize as parametrize
from shapeproof.run.checking import check_error as check_error
from shapeproof.run.checking import check_request as check_request
from shapeproof.run.checking import check_response as check_response
from shapeproof.run.fake import ContractViolation as ContractViolation
from shapeproof.run.fake import fake_client as fake_client
from shapeproof.run.given import given_error as given_error
from shapeproof.run.given import given_invalid_request as given_invalid_request
from shapeproof.run.given import given_request as given_request
from shapeproof.run.given import given_response as given_response
from shapeproof.run.strategies import errors as errors
from shapeproof.run.strategies import invalid_requests as invalid_requests
from shapeproof.run.strategies import invalid_responses as invalid_responses
from shapeproof.run.strategies import load_contract as load_contract
from shapeproof.run.strategies import requests as requests
from shapeproof.run.strategies import responses as responses

__version__: str
