"""XML, and the rest-xml protocol."""
