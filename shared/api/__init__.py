"""What every HTTP function shares: the app factory, problems, authentication, paging."""

# pyproject.toml's, which no function has beside it.
VERSION = "0.1.0"
