"""One folder per Lambda function: HTTP or event shapes, one service call, nothing else."""
