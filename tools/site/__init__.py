"""The documentation site: pages that are written from the code, and hooks of mkdocs."""
