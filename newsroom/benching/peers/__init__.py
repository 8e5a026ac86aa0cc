"""Other people's systems on this machine, each on its own best settings and with an article of ours.

`beside` knows them by name and makes targets of them; `wagtail`, `wordpress` and `ghost` each put one into a folder,
where it stays for the next time, fill it with the article, and start it. What they are fed with lies beside them.
"""
