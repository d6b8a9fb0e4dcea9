"""The architecture: units in columns, edges between them."""
