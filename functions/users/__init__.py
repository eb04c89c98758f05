"""The profile of whoever asks."""
