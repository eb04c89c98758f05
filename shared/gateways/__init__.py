"""Everything outside that is not a store: each a port with a real and a fake side."""
