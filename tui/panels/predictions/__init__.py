"""What the network answers: a table, and a map of two inputs."""
