"""Search for readers: every published article by any words that stand in it.

`words` says what is searched, `grams` cuts it into pairs of characters, `remembering` keeps it, `asking` reads what
somebody wants, `finding` looks for it, `marking` shows where it was found.
"""

from website.search.asking import Asked, Cursor
from website.search.finding import Found, count_up_to, find
from website.search.marking import marked_headline, snippet
from website.search.remembering import CatchingUp, Words, catch_up, forget, keep, put_in_order, remember, row, words_of

__all__ = [
    "Asked",
    "CatchingUp",
    "Cursor",
    "Found",
    "Words",
    "catch_up",
    "count_up_to",
    "find",
    "forget",
    "keep",
    "marked_headline",
    "put_in_order",
    "remember",
    "row",
    "snippet",
    "words_of",
]
