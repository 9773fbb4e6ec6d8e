"""Real processes at the same rows: what nothing but the database can prevent."""
