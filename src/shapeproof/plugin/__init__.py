"""What the pytest plugin does, once it is asked to."""
