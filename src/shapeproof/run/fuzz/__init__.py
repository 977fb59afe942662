"""The fuzz phase: what enumeration cannot reach is drawn, and what is found is made small."""
