"""How MiniLM is built, as its configuration says: six layers of BERT, twelve heads in each."""

LAYERS, HEADS = 6, 12
EPSILON = 1e-12
