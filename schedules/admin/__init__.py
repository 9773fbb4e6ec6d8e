"""What coordinators set up for turns. Read-only wherever an action has its own page."""
