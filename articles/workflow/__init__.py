"""What may happen to an article: the only place where its state or text changes. `take()` is the one door.

Which verbs there are, and who may take them when, stands in `articles/verbs.py`. A module for each noun.
"""

from articles.workflow.checkpoints import name_version
from articles.workflow.correcting import (
    approve_correction,
    ask_for_correction,
    check_correction,
    drop_correction,
    drop_overtaken,
    proposed_content,
    return_correction,
    write_correction,
)
from articles.workflow.deciding import PhotosLackWords, look_again, refusal_to_look_again, take
from articles.workflow.noting import answer_note, resolve_thread, write_note
from articles.workflow.prioritizing import set_priority
from articles.workflow.proofing import correct_typos, needs_proof, sign_proof
from articles.workflow.restoring import Restored, restore_version
from articles.workflow.rows import OutOfReach, Refused, StaleText, current, lock, lock_in_order
from articles.workflow.topics import gather, lock_topic, note_topic_saved
from articles.workflow.withdrawing import (
    confirm_withdrawal,
    overturn_withdrawal,
    remind_of_withdrawals,
    withdraw,
)
from articles.workflow.writing import attach_named_photos, begin, finish_text, save_text, stale_sentence

__all__ = [
    "OutOfReach",
    "PhotosLackWords",
    "Refused",
    "Restored",
    "StaleText",
    "answer_note",
    "approve_correction",
    "ask_for_correction",
    "attach_named_photos",
    "begin",
    "check_correction",
    "confirm_withdrawal",
    "correct_typos",
    "current",
    "drop_correction",
    "drop_overtaken",
    "finish_text",
    "gather",
    "lock",
    "lock_in_order",
    "lock_topic",
    "look_again",
    "name_version",
    "needs_proof",
    "note_topic_saved",
    "overturn_withdrawal",
    "proposed_content",
    "refusal_to_look_again",
    "remind_of_withdrawals",
    "resolve_thread",
    "restore_version",
    "return_correction",
    "save_text",
    "set_priority",
    "sign_proof",
    "stale_sentence",
    "take",
    "withdraw",
    "write_correction",
    "write_note",
]
