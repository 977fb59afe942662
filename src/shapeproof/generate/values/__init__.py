"""Values of the schemas of a contract: plain ones, and generators of drawn ones."""
