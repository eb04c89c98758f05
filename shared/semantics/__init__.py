"""Text as numbers: word pieces, a trained table of their vectors, and shared letters, with numpy and nothing else; and
a sentence encoder, which needs onnxruntime.

What is here knows no skills. `shared.taxonomy.vectors` makes vectors of a taxonomy's skills with it, and
`shared.taxonomy.encoded` what the encoder makes of their names.
"""

import os

# Before numpy is imported, which is after this: what is multiplied here is small, and OpenBLAS' further threads,
# turning round while they wait, cost ten times what they give. Whoever sets it otherwise is heeded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
