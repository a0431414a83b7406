"""Sensors and people who measure: what they send, what it is worth, and what is known of it."""
