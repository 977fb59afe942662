"""HAR 1.2, the format of recorded HTTP traffic: the exchanges of a run, or those of findings."""
