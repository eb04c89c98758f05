"""The skill catalogue over HTTP."""
