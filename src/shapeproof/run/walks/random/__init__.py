"""Random walks: a state machine chooses each step among the candidates of its rules."""
