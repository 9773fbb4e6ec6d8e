"""The frame of every app's API: one error shape, paging, freshness, repeats, limits."""
