"""What the system is measured with: made-up earlier years by the hundred thousand, and what readers ask of them.

`prose` makes up texts shaped like a newspaper's, `archive` puts them on the pages of its days, `questions` asks search.
"""
