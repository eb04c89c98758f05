"""Roles, and the caller's way to them, over HTTP."""
