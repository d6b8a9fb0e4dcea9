"""All values of one layer and their gradients."""
