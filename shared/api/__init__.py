"""What functions share at their edge: the app factory, problems, authentication, paging; the batches of a queue."""

# pyproject.toml's, which no function has beside it.
VERSION = "0.1.0"
