"""What the project needs to make its documentation; nothing of it is installed."""
