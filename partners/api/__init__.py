"""What keys of other organizations may read. Nothing else of the API opens to them."""
