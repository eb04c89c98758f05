"""What brings the functions to Lambda: their packages, and the way there. Never deployed itself."""
