"""Everything that leaves the house for other organizations: keys, and what they may read."""
