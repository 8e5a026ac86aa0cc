"""Telling people: what happened to an article becomes a notice on the desk of those it concerns, and a mail.

`telling` writes notices, `events` knows whom each event concerns, `inbox` is what a person finds at the desk,
`sentences` the words, `mailing` the way to the mail server.
"""

from articles.notices.events import after, remind_of_deadlines
from articles.notices.telling import quietly, tell

__all__ = ["after", "quietly", "remind_of_deadlines", "tell"]
