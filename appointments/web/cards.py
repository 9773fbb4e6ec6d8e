"""What appointments bring to the first page and to the bar of every staff page."""
