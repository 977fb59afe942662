"""``python -m shapeproof``: the command line."""

from shapeproof.cli.main import main

main()
