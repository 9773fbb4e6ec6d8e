"""The views: they read, delegate and answer."""
