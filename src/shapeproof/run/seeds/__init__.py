"""Seeds: requests that a server is known to accept, which a user has written or recorded."""
