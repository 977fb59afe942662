"""Runs against a server: the phases coverage and fuzz, and what they share."""
