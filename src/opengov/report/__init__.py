"""Verdicts for people and for other programs: plain data, and a report in the terminal."""
