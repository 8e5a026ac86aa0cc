"""What may happen to an edition before it is published: planned, composed, scheduled. The only place that does it.

A module for each noun; every change of a page goes through `layouts.changing`.
"""

from articles.workflow import Refused
from editions.new_pages import copy_slots
from editions.planning import plan
from editions.workflow.layouts import changing, undo
from editions.workflow.papers import measure_anew, pages_on, remove_paper
from editions.workflow.placing import keep, move, place, remove, renew
from editions.workflow.proofs import Reading, close_mark, digests, mark, pass_proof, reading
from editions.workflow.reissuing import cancel as cancel_reissue
from editions.workflow.reissuing import reopen
from editions.workflow.rows import StaleLayout, lock, record
from editions.workflow.scheduling import schedule, unschedule
from editions.workflow.signing import (
    changed_since,
    freeze,
    frozen_as_it_stands,
    is_signed_whole,
    obstacles_to_signing,
    sign_off,
)
from editions.workflow.slots import (
    add_slot,
    adopt_template,
    arrange,
    change_slot,
    fill,
    open_slots,
    refuse_off_the_sheet,
    remove_slot,
    resize,
)
from editions.workflow.templates import (
    add_template_slot,
    change_template_slot,
    copy_template,
    remove_template,
    remove_template_slot,
    resize_template_slot,
)
from editions.workflow.wording import LEFT_OUT, do_not_jump, jump, refuse_photo_size, set_photos, trim, word

__all__ = [
    "LEFT_OUT",
    "Reading",
    "Refused",
    "StaleLayout",
    "add_slot",
    "add_template_slot",
    "adopt_template",
    "arrange",
    "cancel_reissue",
    "change_slot",
    "change_template_slot",
    "changed_since",
    "changing",
    "close_mark",
    "copy_slots",
    "copy_template",
    "digests",
    "do_not_jump",
    "fill",
    "freeze",
    "frozen_as_it_stands",
    "is_signed_whole",
    "jump",
    "keep",
    "lock",
    "mark",
    "measure_anew",
    "move",
    "obstacles_to_signing",
    "open_slots",
    "pages_on",
    "pass_proof",
    "place",
    "plan",
    "reading",
    "record",
    "refuse_off_the_sheet",
    "refuse_photo_size",
    "remove",
    "remove_paper",
    "remove_slot",
    "remove_template",
    "remove_template_slot",
    "renew",
    "reopen",
    "resize",
    "resize_template_slot",
    "schedule",
    "set_photos",
    "sign_off",
    "trim",
    "undo",
    "unschedule",
    "word",
]
