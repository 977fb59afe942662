"""The command line: options only, a file per command."""
