"""The page that people use."""
