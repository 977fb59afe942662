"""Where other operations show what one has written: under the same names, in items, as tags.

It is inferred from the shapes of a contract that nobody has reviewed.
"""
