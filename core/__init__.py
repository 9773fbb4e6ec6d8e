"""What knows no app: refusals, events, codes, and the plumbing of pages and API."""
