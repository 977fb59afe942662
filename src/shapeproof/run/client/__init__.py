"""A run against a client."""
