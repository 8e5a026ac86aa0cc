"""Words in the headings of articles, asked of an index by years: a frequent word is not looked for in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

# The index answers with a few too many; the words themselves decide.
HEADING = "newsroom_heading(articles_article.kicker, articles_article.headline, articles_article.deck)"
# The first by an index, the second by reading.
TOKENS = "newsroom_tokens(lower(normalize(%s, NFKC)), %s)"
MAY_BE_IN_HEADING = f"newsroom_tokens({HEADING}, true) @> ({{tokens}})"
IN_HEADING = f"strpos({HEADING}, lower(normalize(%s, NFKC))) <> 0"
# In the same index: the year of the last change, and with it the section; see migration 0022.
FILED = "newsroom_filed(articles_article.section_id, articles_article.changed_at) && %s::bigint[]"
# So many years of the list are searched at first, then ever more of them, then what is left.
SPANS = (1, 4, 16)
A_SECTION = 10_000


def spans(first: int, last: int, *, oldest_first: bool) -> Iterator[Sequence[int]]:
    """The years of a list from its beginning: one, then ever more together, then what is left."""
    years = range(first, last + 1) if oldest_first else range(last, first - 1, -1)
    start = 0
    for count in (*SPANS, len(years)):
        if start < len(years):
            yield years[start : start + count]
        start += count


def filed(years: Sequence[int], section: int | None) -> list[int]:
    """Under what an article stands that was changed in one of these years, in this section where one is asked for."""
    return [year + (section or 0) * A_SECTION for year in years]


def reads(terms: Sequence[str]) -> list[RawSQL]:
    """Conditions on an article whose heading is read: all terms in it."""
    return [RawSQL(IN_HEADING, [term], BooleanField()) for term in terms]


def has(terms: Sequence[str], under: Sequence[int] = ()) -> list[RawSQL]:
    """The same, and what an index answers: which may have them, and which stand `under` one of these, if any are named.

    An index of hundred thousands of rows for a single character would not fit into memory; so beside longer words it
    is only looked for in what these find.
    """
    has_longer = any(len(term) > 1 for term in terms)
    conditions = reads(terms)
    indexed = [term for term in terms if len(term) > 1 or not has_longer]
    # All in one: a heading that is cut to see is cut once.
    tokens = MAY_BE_IN_HEADING.format(tokens=" || ".join([TOKENS] * len(indexed)))
    values = [value for term in indexed for value in (term, len(term) == 1)]
    conditions.append(RawSQL(tokens, values, BooleanField()))
    if under:
        conditions.append(RawSQL(FILED, [list(under)], BooleanField()))
    return conditions
