"""The addresses that the mock answers at under moto. Paths are told apart by the service model."""

from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse
from shapeproof.mock.dispatch import REGION

url_bases = [rf"https?://amplifybackend\.{REGION}\.amazonaws\.com"]

url_paths = {r"{0}/(?P<path>[\s\S]*)$": AmplifyBackendResponse.dispatch}
