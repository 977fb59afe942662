"""The addresses that the mock answers at under moto. The contract routes the paths."""

from shapeproof.mock.amplifybackend.responses import AmplifyBackendResponse
from shapeproof.mock.dispatch import REGION

url_bases = [rf"https?://amplifybackend\.{REGION}\.amazonaws\.com"]

url_paths = {r"{0}/(?P<path>[\s\S]*)$": AmplifyBackendResponse.dispatch}
