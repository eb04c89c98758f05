"""What this API can do: its document, and a page to read and try it."""
