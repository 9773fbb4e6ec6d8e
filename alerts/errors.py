"""What alerts say no to, and what to do then."""
