"""The door: sign-in, joining, recovering, choosing for whom one works."""
