"""What is kept about whom, why, how long, and who looked."""
