"""Texts that a pattern takes as a whole, within bounds of their length, made without a search."""
