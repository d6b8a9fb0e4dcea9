"""What keeps the network from learning, and what to try."""
