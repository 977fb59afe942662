"""Checks of the calls of a client. Each is silent on a correct client."""
