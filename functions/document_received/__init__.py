"""What follows when a file has come to the object store."""
