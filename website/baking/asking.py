"""Having Django answer an address as it answers a reader, without a server in between."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader would have got; `headers` without those that belong to one transmission."""

    status: int
    content: bytes
    content_type: str
    headers: dict[str, str]

    @property
    def is_page(self) -> bool:
        return self.status == HTTPStatus.OK

    @property
    def is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE

    @property
    def is_elsewhere(self) -> bool:
        """There is nothing of its own under this address: it leads on, or does not exist."""
        return self.status in {301, 302, 307, 308, HTTPStatus.NOT_FOUND}


# A web server in front makes these itself, of the file.
OF_ONE_TRANSMISSION = frozenset({"content-type", "content-length", "etag", "last-modified", "vary"})


class Website:
    """The readers' addresses of this process, asked as they are known outside: `root` is https://news.example."""

    def __init__(self, root: str) -> None:
        parts = urlsplit(root)
        self._scheme, self._host = parts.scheme, parts.netloc
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def ask(self, address: str) -> Answer:
        """The answer to a browser that brings no cookie, no language and no tag.

        It is not closed: that would end a request, and with it the connection to the database.
        """
        response = self._handler.get_response(WSGIRequest(self._environ(address)))
        if not isinstance(response, HttpResponse):
            raise ValueError(f"{address} answers with a file: it lies somewhere already")
        headers = {name: value for name, value in response.items() if name.lower() not in OF_ONE_TRANSMISSION}
        if response.cookies:
            raise ValueError(f"{address} answers with a cookie: what is meant for one reader is never baked")
        return Answer(response.status_code, response.content, response.headers.get("Content-Type", ""), headers)

    def _environ(self, address: str) -> dict[str, object]:
        path, _mark, query = address.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": self._host.partition(":")[0],
            "SERVER_PORT": "443" if self._scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._host,
            # Where this process stands behind a web server, it believes nothing else.
            "HTTP_X_FORWARDED_PROTO": self._scheme,
            "wsgi.url_scheme": self._scheme,
            "wsgi.version": (1, 0),
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
