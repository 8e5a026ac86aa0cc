"""The composing room's engines: pure functions from manuscripts and slots to a page; no ORM, no request.

`grid` and `slots` say where things may stand, `manuscript` what stands there, `source` what a composed page is.
`compose` makes the one from the other: `linebreaking` breaks paragraphs (with `breakpoints` and `widths`), `heading`
fits headlines, `body`, `columns` and `photos` fill a slot, and `blocks` puts it together.
"""
