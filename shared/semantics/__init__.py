"""Text as numbers: word pieces, a trained table of their vectors, and shared letters, with numpy and nothing else; and
a sentence encoder, which needs onnxruntime.

What is here knows no skills. `shared.taxonomy.vectors` makes vectors of a taxonomy's skills with it, and
`shared.taxonomy.encoded` what the encoder makes of their names.
"""
