"""Career plans over HTTP."""
