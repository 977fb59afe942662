"""The configuration file: where it lies, what it may hold, and which of its values count."""
