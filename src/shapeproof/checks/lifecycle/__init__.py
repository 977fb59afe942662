"""Rules that show over several calls: what was created is there, what was removed is gone.

Each rule is a function of exchanges and of what is known to exist. It sends nothing.
"""
