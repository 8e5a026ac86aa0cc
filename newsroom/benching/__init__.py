"""How fast the website is on this machine, beside the fastest that the machine can do.

`paper` fills a database with a made-up paper, `servers` starts what is measured, `load` asks it and `machine` says what
that cost, `freshness` how soon a change is seen, `rounds` puts the figures together, `picture` and `history` keep them.
"""
