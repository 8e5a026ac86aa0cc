"""The website as files, for a web server to hand out while nothing of ours need be awake.

`asking` has Django answer an address, `tree` keeps answers as files, `ledger` remembers what was baked and what waits,
`addresses` names all there are, `reach` says which of them an event of the outbox changes, `oven` does one after
another, `following` reads the outbox along, `headers` tells the web server what Django says beside its pages.
"""
