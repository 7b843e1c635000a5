"""Files: case files, the exports that OGP publishes, and what other programs read."""
