"""What is known of a place at this moment: readings with their age, ice, the weather to come, warnings, the sun."""
