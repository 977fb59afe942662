"""Masks secrets in findings, by their places and in many encodings."""
