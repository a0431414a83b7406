"""Visits at signs: who is counted, how often, and the sums that the staff reads."""
