"""Which service a host names: ``sqs.us-east-1.amazonaws.com``, also behind labels and in old forms.

Forms of endpoints: AWS General Reference, "AWS service endpoints"; LocalStack's hosts are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOMAIN = re.compile(
    r"\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov"
    r"|localhost\.localstack\.cloud)$"
)
_OF_AWS = re.compile(r"\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$")
_REGION = r"[a-z]{2,3}(?:-[a-z]+)+-\d"
_IS_REGION = re.compile(_REGION)
_OLD_REGION = re.compile(rf"-(?:{_REGION}|external-1)$")
_PASSED_OVER = frozenset({"dualstack", "fips"})


def host_of(url_or_host: str) -> str:
    """The bare host of an authority, in lower case and without its port."""
    host = url_or_host.rpartition("@")[2]
    return re.sub(r":\d+$", "", host).lower().rstrip(".")


def is_of_aws(host: str) -> bool:
    """Whether a host belongs to AWS itself."""
    return bool(_OF_AWS.search(f".{host}"))


def prefixes_in(host: str) -> Iterator[str]:
    """What may be the endpoint prefix of a service in a host, the most telling first.

    Labels of a caller (a bucket, an account) stand before the prefix, a region behind it or, in the
    oldest hosts, before it. Hosts of others name nothing.
    """
    if not _DOMAIN.search(f".{host}"):
        return
    labels = [_plain(each) for each in _DOMAIN.sub("", f".{host}").strip(".").split(".")]
    kept = [each for each in labels if each not in _PASSED_OVER and not _IS_REGION.fullmatch(each)]
    for size in range(len(kept), 0, -1):
        yield ".".join(kept[-size:])


def _plain(label: str) -> str:
    """A label without the region and the variant at its end: ``s3-eu-west-1``, ``sqs-fips``."""
    if _IS_REGION.fullmatch(label):
        return label
    return _OLD_REGION.sub("", label).removesuffix("-fips").removeprefix("fips-")
