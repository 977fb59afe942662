"""Rules that show over several calls: what was made is there, what was removed is gone.

One file a rule. Each is a function of exchanges and of what is known to exist; it sends nothing.
"""
