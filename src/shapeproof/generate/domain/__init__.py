"""Domain strategies: what realistic values of a service look like.

A file ``strategies/SERVICE.py`` tells it, with ``domain``; generators load it with ``load_domain``
and ask ``substitution``. ``strategies/README.md`` is the manual for those who write one.
"""

from shapeproof.generate.domain.interface import Domain, Rule, Substitution
from shapeproof.generate.domain.loading import load_domain, strategy_folders
from shapeproof.generate.domain.mixing import mixed
from shapeproof.generate.domain.realistic import realistic
from shapeproof.generate.domain.registering import Values, domain
from shapeproof.generate.domain.substituting import substitution

__all__ = [
    "Domain",
    "Rule",
    "Substitution",
    "Values",
    "domain",
    "load_domain",
    "mixed",
    "realistic",
    "strategy_folders",
    "substitution",
]
