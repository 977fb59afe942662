"""Streams of events: frames, and how events are bound to them."""
