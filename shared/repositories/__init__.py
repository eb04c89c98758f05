"""Where aggregates are kept: the ports, and one adapter for each kind of store."""
