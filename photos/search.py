"""Words that find photos: in Chinese inside a sentence, in Latin inside a word, in names, places and file names."""

from __future__ import annotations

import unicodedata

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from photos.models import Photo

# A question as long as a headline has no more than these.
MOST_TERMS = 8
LONGEST_TERM = 40

# The index answers with a few too many; the words themselves decide. See migration 0004. Asked with "<>", PostgreSQL
# takes it that nearly all of them hold the word; with ">" a third, and then it sorts thousands to show the newest.
HOLDS = """(
  strpos(photos_photo.words_to_find, lower(normalize(%s, NFKC))) <> 0
  AND photos_photo.tokens @> newsroom_tokens(lower(normalize(%s, NFKC)), %s)
)"""


def terms_of(question: str) -> list[str]:
    """What is asked for, word by word; punctuation alone asks for nothing."""
    clean = unicodedata.normalize("NFKC", question.replace("\0", " "))
    return list(dict.fromkeys(term[:LONGEST_TERM] for term in clean.split()))[:MOST_TERMS]


def holding(photos: QuerySet[Photo], question: str) -> QuerySet[Photo]:
    """Those of `photos` whose words hold every term of the question; all of them if it has none."""
    for term in terms_of(question):
        # A pair of characters says more than each of them; only a single one has to be asked for as such.
        parameters = [term, term, len(term) == 1]
        photos = photos.filter(RawSQL(HOLDS, parameters, output_field=BooleanField()))
    return photos
