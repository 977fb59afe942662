"""Runs: what is sent, in which order and in which state."""
