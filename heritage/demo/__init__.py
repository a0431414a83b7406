"""A demonstration: made-up readings for the places of the content, through the real intake, never among real ones."""
