"""A language model, where the installation wants one: it words what was decided, and proposes what was missed."""
