"""Aggregates as rows and back, and what a broken constraint means: once, for every store that has rows."""
