"""See ``shapeproof.mock.amplifybackend.urls``."""

from shapeproof.mock.amplifybackend.urls import url_bases, url_paths

__all__ = ["url_bases", "url_paths"]
