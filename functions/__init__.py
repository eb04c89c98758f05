"""One folder per Lambda function: HTTP or event shapes, one service call, nothing else."""

# First of all, for what it does.
from shared.api import lean as lean
