"""From judged hours to hours, days and months as they are stored, and how they are kept up to date."""
