"""One block, one transaction: the unit of work, and one adapter for each kind of store."""
