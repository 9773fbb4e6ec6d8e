"""Tables in files: reading, matching and writing them. Nothing here knows a database or a request."""
