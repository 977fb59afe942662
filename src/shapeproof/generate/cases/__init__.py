"""Cases for servers: the places of a request, legal and illegal values, and covering arrays."""
