"""Events and findings of a run, made into reports."""
