"""Walks that are derived from a lifecycle."""
