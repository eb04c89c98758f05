"""What a function tells its operators: log lines (`lines`), metrics (`record`, `metrics`) and traces (`spans`).

Whoever has something to tell tells it where it happens, and need not know who listens; `invocation` does, around each
call of a function. Elsewhere, as in commands and in tests of rules, nobody does, and telling costs next to nothing.

Nothing that tells who somebody is goes in: no address, no name, no text, no query, no token, and of a user's id its
`mark` alone.
"""
