"""A CV to try Skillpath with: an invented person's, as text and as PDF."""
