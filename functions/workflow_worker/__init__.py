"""Workers: each message is one step of one run."""
