"""What a contract is, and how it is written down."""
