"""What every HTTP function shares: the app factory, problems, authentication, paging."""
