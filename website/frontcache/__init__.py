"""Published pages kept in memory before Django, for a website without a web server that keeps them.

`asking` says which requests may be answered from memory and under which key, `kept` is one answer in the forms in which
it goes out, `shelf` holds as many as there is room for, `flights` has a page made once however many ask for it,
`following` tells what has changed in the record, `application` puts them together before Django.
"""

from website.frontcache.application import FrontCache

__all__ = ["FrontCache"]
