"""Documents made out of the inventory and the rules of forgetting, so they promise nothing else."""
