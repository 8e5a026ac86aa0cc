"""Pages set elsewhere: a foreign PDF is looked at and cleaned in a child process, and its text matched to articles.

The child imports this package too, so nothing in it loads Django before it is needed.
"""

from editions.composing.uploaded.counter import read_page
from editions.composing.uploaded.matching import Match, Matched, match
from editions.composing.uploaded.orders import Box, Line, PageRead
from editions.composing.uploaded.refusals import BusyPress, UnreadablePage

__all__ = ["Box", "BusyPress", "Line", "Match", "Matched", "PageRead", "UnreadablePage", "match", "read_page"]
