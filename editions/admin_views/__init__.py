"""Desk pages of editions, a module for each: the edition, a page on the board, its proofs, its drawings."""
