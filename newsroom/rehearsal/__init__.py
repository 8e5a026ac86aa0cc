"""A rehearsal of many machines on one: real servers, each with folders and ports of its own, and what may befall them.

`postgres` has the primary and its standby, `machines` what runs beside them, `readers` those who read all the while,
`newspaper` what people do at the desk, `stage` how they are looked at, and `acts` the sentences that must come true.
"""
