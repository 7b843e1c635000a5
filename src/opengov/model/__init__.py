"""What exists: every noun of the Open Government Partnership that can be written to a file."""
