"""The composing room's engines: pure functions from manuscripts and slots to a page; no ORM, no request.

`grid` and `slots` say where things may stand, `manuscript` what stands there, `source` what a composed page is.
`compose` makes the one from the other: `linebreaking` breaks paragraphs (with `breakpoints` and `widths`), `heading`
fits headlines, `body`, `columns` and `photos` fill a slot, and `blocks` puts it together.

From a source everything else is made: `typesetting` draws it with the templates in `typst/`, `fonts` and `glyphs` know
the faces, `rules` the hairlines, `order` how it is read, `regions` where each article stands, `whole` joins an issue.
`drawing_room` runs the drawing in a child process, `typesetter`; nothing else should.
"""
