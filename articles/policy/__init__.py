"""Who may see and do what with articles. Every queryset, form, button and link of the desk asks here.

`matrix` says who sees and edits in which situation, `reviews` who reviews, `writing` who writes. `notes`, `proofs`,
`corrections` and `checkpoints` answer for theirs and are imported by name.
"""

from articles.policy.matrix import (
    DESK,
    EDITORS,
    FILERS,
    MATRIX,
    OF_A_SECTION,
    OWN,
    PAGE_PEOPLE,
    Situation,
    can_see,
    edits_section,
    grants,
    is_author,
    is_own_work,
    knows_the_making,
    situation_of,
    visible_to,
)
from articles.policy.memory import remembered, remembering
from articles.policy.reviews import (
    Stage,
    Ways,
    last_passed,
    next_stage,
    reviewers_of,
    to_review,
    waiting_for,
    where_it_is,
)
from articles.policy.writing import (
    can_file,
    can_keep_house,
    refusal_to_edit,
    refusal_to_review,
    sections_for_choice,
    series_for_choice,
)

__all__ = [
    "DESK",
    "EDITORS",
    "FILERS",
    "MATRIX",
    "OF_A_SECTION",
    "OWN",
    "PAGE_PEOPLE",
    "Situation",
    "Stage",
    "Ways",
    "can_file",
    "can_keep_house",
    "can_see",
    "edits_section",
    "grants",
    "is_author",
    "is_own_work",
    "knows_the_making",
    "last_passed",
    "next_stage",
    "refusal_to_edit",
    "refusal_to_review",
    "remembered",
    "remembering",
    "reviewers_of",
    "sections_for_choice",
    "series_for_choice",
    "situation_of",
    "to_review",
    "visible_to",
    "waiting_for",
    "where_it_is",
]
