"""Four small servers, one for each protocol, and the defects that can be planted into them.

They are written from the protocols' documents and the service models alone, and use nothing of the
product: a defect here says what a server may do wrong, not what is checked.
"""
