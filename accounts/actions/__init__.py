"""What can be done at the door: bringing in, changing, ending, recovering."""
