from editions.composing.grid import TABLOID
from editions.composing.suggestion.candidate import Candidate, Form, Size
from editions.composing.suggestion.leaf import leaves_of
from editions.composing.suggestion.seams import Piece, Seams
from editions.composing.taboos import GAP


def two_articles(needs, seam, limit):
    """Two articles over each other on rows 0 to 42, the seam between them at `seam`."""
    seams = Seams()
    top, bottom = seams.new(0, 0, held=True), seams.new(42, 42, held=True)
    between = seams.new(seam, limit, held=False)
    upper, lower = (
        leaves_of(Candidate(key, 3, (Form("small", 2, (Size(lines),)),)), 0, TABLOID)[0]
        for key, lines in zip("ab", needs, strict=True)
    )
    pieces = [Piece(upper, 0, 0, seam - GAP, top, between), Piece(lower, 0, seam, 40, between, bottom)]
    seams.relax(pieces)
    return pieces


def test_a_seam_moves_to_where_both_articles_fit():
    upper, lower = two_articles(needs=(26, 12), seam=15, limit=42)
    assert (upper.bottom, lower.top, lower.bottom) == (26, 28, 40)


def test_a_seam_stops_above_what_is_locked():
    upper, lower = two_articles(needs=(26, 12), seam=15, limit=20)
    assert (upper.bottom, lower.top) == (18, 20)
