"""Listings that a client reads page by page: every item once, in order, and an end."""

from shapeproof.checks.client.pages.pages import Pages

__all__ = ["Pages"]
