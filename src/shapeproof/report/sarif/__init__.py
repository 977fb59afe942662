"""SARIF 2.1.0, the format of code scanning: checks are rules, findings are results."""
