"""``python -m shapeproof``: the command line."""

try:
    from shapeproof.cli.start import main
except KeyboardInterrupt:
    raise SystemExit(3) from None

main()
