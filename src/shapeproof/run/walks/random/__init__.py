"""Random walks: a state machine chooses each next step among what the rules offer."""
