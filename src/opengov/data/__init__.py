"""What ships with the library: founding cases and reference data."""
