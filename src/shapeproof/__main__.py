"""``python -m shapeproof``: the command line."""

try:
    import os
    import sys

    # Python looks in the working folder first: files of users, such as random.py, hide its modules.
    if not getattr(sys.flags, "safe_path", False) and sys.path and sys.path[0] == os.getcwd():  # noqa: PTH109 - imports nothing
        sys.path.append(sys.path.pop(0))

    from shapeproof.cli.start import main
except KeyboardInterrupt:
    raise SystemExit(3) from None

main()
