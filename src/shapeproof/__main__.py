"""``python -m shapeproof``: the command line."""

from shapeproof.cli.start import main

main()
