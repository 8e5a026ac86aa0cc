"""What the system is measured with: made-up papers, the load on them, and what readers ask.

`servers` starts what is measured, `deployed` nginx with a baker beside it, `load` asks, `rounds` sets the answers
beside each other, `freshness` waits for changes, `hardships` makes bad days, `machine` reads what it cost, `paper`
has what is read, `picture` draws the figures, `peers` brings other people's systems beside ours. `prose` makes up
texts shaped like a newspaper's, `archive` puts them on the pages of earlier years' days by the hundred thousand,
`questions` asks search.
"""
