"""Dated issues of the paper: plans, editions, pages and what stands on them."""
