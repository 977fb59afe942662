"""Walks over several calls of a service: the state model, the steps, and the stateful phase."""
