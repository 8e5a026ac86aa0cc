"""What may happen to an article: the only place where its state or text changes. `take()` is the one door.

Which verbs there are, and who may take them when, stands in `articles/verbs.py`. A module for each noun.
"""

from articles.workflow.deciding import take
from articles.workflow.rows import Refused, StaleText, current, lock, lock_in_order
from articles.workflow.writing import begin, finish_text, save_text, stale_sentence

__all__ = [
    "Refused",
    "StaleText",
    "begin",
    "current",
    "finish_text",
    "lock",
    "lock_in_order",
    "save_text",
    "stale_sentence",
    "take",
]
