"""What the keys do, one kind of keys a file."""
