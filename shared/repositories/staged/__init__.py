"""Repositories that stage their writes and read through them, over any store that can read and apply.

The semantics of a block stand here once, whatever the store: a write is held back until commit, a read sees the block's
own writes, and a page is right although some of its rows are staged, changed or deleted.
"""
