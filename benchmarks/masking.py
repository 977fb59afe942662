"""How the time to mask a body grows with its length.

Prints, for each kind of hostile body, the processor time of a body against that of one a fourth as
long: 4 where it is linear, 16 where it is quadratic. Exits with 1 where it is more than 8::

    python benchmarks/masking.py
"""

from __future__ import annotations

import sys
from time import process_time

from shapeproof.report.masking.bodies import mask_body, mask_pairs

NAMES = frozenset({"pass_word", "Password", "login"})
UNITS = ("\\", "\\\\'", "Password.", '"Password"', "<Password", "&a=", "{", "Password=", "a:")
SHORT = 100_000
AT_MOST = 8.0
TURNS = 5


def seconds(body: str) -> float:
    """The least of several turns."""
    least = float("inf")
    for _ in range(TURNS):
        begun = process_time()
        mask_body(body, NAMES)
        mask_pairs(body, NAMES)
        least = min(least, process_time() - begun)
    return least


def main() -> None:
    ratios = {unit: seconds(unit * 4 * SHORT) / seconds(unit * SHORT) for unit in UNITS}
    for unit, ratio in ratios.items():
        print(f"{unit!r:>14}  {ratio:5.1f}")
    sys.exit(max(ratios.values()) > AT_MOST)


if __name__ == "__main__":
    main()
