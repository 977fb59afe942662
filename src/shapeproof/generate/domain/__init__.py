"""Domain strategies: what realistic values of a service look like.

A file ``strategies/SERVICE.py`` describes them with ``domain``; generators load it with
``load_domain`` and ask ``substitution``. ``strategies/README.md`` says how to write one.
"""

from shapeproof.generate.domain.interface import Domain, DomainRule, Substitution
from shapeproof.generate.domain.loading import load_domain, strategy_folders
from shapeproof.generate.domain.realistic import mixed, realistic
from shapeproof.generate.domain.registration import DomainValues, domain
from shapeproof.generate.domain.substitution import substitution

__all__ = [
    "Domain",
    "DomainRule",
    "DomainValues",
    "Substitution",
    "domain",
    "load_domain",
    "mixed",
    "realistic",
    "strategy_folders",
    "substitution",
]
