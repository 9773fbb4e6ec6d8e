"""What the API takes: shapes only; whether it may be done stands in the actions."""
