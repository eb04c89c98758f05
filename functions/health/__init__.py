"""Whether the API is up, and the answer to whatever no other function takes."""
