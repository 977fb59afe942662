"""``python -m shapeproof``: the command line."""

try:
    import os
    import sys

    def _is_working_folder(path: str) -> bool:
        try:
            return path == os.getcwd()  # noqa: PTH109 - imports nothing
        except OSError:  # it was removed, or may not be read
            return False

    # Python looks in the working folder first: files of users, such as random.py, hide its modules.
    if not getattr(sys.flags, "safe_path", False) and sys.path and _is_working_folder(sys.path[0]):
        sys.path.append(sys.path.pop(0))

    from shapeproof.cli.start import main
except KeyboardInterrupt:
    raise SystemExit(3) from None

main()
