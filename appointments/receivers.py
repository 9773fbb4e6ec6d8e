"""What appointments do when something happened elsewhere."""
