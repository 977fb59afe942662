"""What the pytest plugin does when one of its options is given."""
