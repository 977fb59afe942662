"""The steps of the GitHub Action. They need nothing but Python, and install shapeproof."""
