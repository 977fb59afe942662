"""A step of the GitHub Action: ``python action install|check|plan|merge``."""

import signal
import sys

from github_steps.check import check
from github_steps.install import install
from github_steps.merge import merge
from github_steps.plan import plan
from github_steps.steps import run_step

STEPS = {"install": install, "check": check, "plan": plan, "merge": merge}

if __name__ == "__main__":
    # A job that is cancelled gets SIGTERM: what a step has started is to end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    run_step(STEPS[sys.argv[1]])
