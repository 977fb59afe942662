"""Runs: what is sent, in which order, in which state."""
