"""What the REST protocols share: paths, hosts, header fields and query strings."""
