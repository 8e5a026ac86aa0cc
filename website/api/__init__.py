"""The published record for other people's programs: read only, as JSON.

`asking` reads what an address asks, `places` says where a list goes on, `described` and `issues` put the record into
JSON, `answers` sends it, `views` are the addresses. `openapi.json` describes all of it and is kept by hand.
"""
