"""Networks and organizations, and how the API knows who asks."""
