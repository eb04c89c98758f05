"""Text as numbers: word pieces, a trained table of their vectors, and shared letters; numpy and nothing else.

What is here knows no skills. `shared.taxonomy.vectors` makes vectors of a taxonomy's skills with it.
"""
