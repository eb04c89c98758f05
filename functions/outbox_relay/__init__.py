"""What the clock calls, to heal what crashed."""
