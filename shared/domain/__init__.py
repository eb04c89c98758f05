"""Entities, value objects and rules, in plain Python: no framework, no store, no clock of its own."""
