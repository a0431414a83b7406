"""The schema as an ordered list of small steps, forward only; a released step is never edited."""
