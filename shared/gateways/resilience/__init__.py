"""Calls to dependencies that may be slow, full or down: bounded in time, in number, and in how often they are tried.

`guard.Guard` composes the parts, from the outside in:

1. `retries`: tries again what may have passed, with full jitter, inside the deadline. Outermost, so that each try asks
   the breaker anew, and nothing is held while it waits. Within a call that is retried already, there is one try.
2. `bulkhead`: a place among the calls on their way. Before the breaker, so that no probe is spent on waiting for one.
3. `circuit`: the breaker's word, which all instances share. Innermost, so that it counts what the dependency did, and
   never what was refused before it was asked.
4. the call itself, with a deadline of its own: what an attempt may take, and never past that of the whole.

A `deadline.Deadline` goes along as an argument through all of it; nothing waits past it.
"""
