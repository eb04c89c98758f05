"""What the clock calls, to remove what is not kept any longer."""
