"""Values and cases made from a contract."""
