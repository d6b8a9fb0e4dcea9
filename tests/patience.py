"""How long tests wait for what must come; whatever never comes fails them, however busy the machine is."""

PATIENCE = 120.0  # seconds
