"""A shop that keeps its backends at AWS."""
