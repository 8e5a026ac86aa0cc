"""A layout suggested: which article stands where, in which form, so that the page is full and keeps its manners.

`candidate` says what is to be placed, `area` where, `suggestion` what comes out; `suggesting` is the door. Inside,
`leaf` counts what each form costs, `filling` lays articles down from the top, `seams` moves the lines between them,
`weighing` adds up what a layout costs and `search` looks for cheap ones.

A page that has neither a cut nor a gutter through it cannot be had by halving and halving again, for the first half
would be one. So this does not work on trees of cuts but fills the columns from the top, which also yields windmills:
five slots turning around the middle one.
"""

from editions.composing.suggestion.area import Area
from editions.composing.suggestion.candidate import Candidate, Form, Size, candidate_of
from editions.composing.suggestion.suggesting import suggest
from editions.composing.suggestion.suggestion import LeftOut, Place, Suggestion

__all__ = [
    "Area",
    "Candidate",
    "Form",
    "LeftOut",
    "Place",
    "Size",
    "Suggestion",
    "candidate_of",
    "suggest",
]
