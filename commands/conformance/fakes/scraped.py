"""A server whose pages somebody scrapes."""

import threading
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

from commands.conformance.exposition import CONTENT_TYPE
from commands.conformance.loopback import HttpServer, QuietHandler
from commands.conformance.receiving.certificates import Certificate


class Scraped:
    """Serves text by path on loopback and counts who asks; pages can be changed while it runs."""

    def __init__(self, pages: Mapping[str, str], certificate: Certificate | None = None) -> None:
        self._lock = threading.Lock()
        self._pages = dict(pages)
        self._scrapes: Counter[str] = Counter()
        self._context = certificate.server_context() if certificate else None
        self._server = HttpServer(self._handler(), self._context)
        self.address = self._server.address
        """Host and port, as a target's `__address__`."""

    def move(self, host: str, port: int) -> None:
        """Listens at another address of loopback, before it starts: some ports are agreed upon."""
        self._server.close()
        self._server = HttpServer(self._handler(), self._context, (host, port))
        self.address = self._server.address

    @property
    def port(self) -> int:
        """The port alone."""
        return self._server.port

    def __enter__(self) -> "Scraped":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def change(self, path: str, text: str) -> None:
        """Serves another text from now on."""
        with self._lock:
            self._pages[path] = text

    def scrapes(self, path: str = "/metrics") -> int:
        """How often a page was asked for."""
        with self._lock:
            return self._scrapes[path]

    def down(self) -> None:
        """Refuses connections."""
        self._server.stop()

    def up(self) -> None:
        """Serves again, on the same port."""
        self._server.start()

    def _page(self, path: str) -> str | None:
        with self._lock:
            self._scrapes[path] += 1
            return self._pages.get(path)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        scraped = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:  # noqa: N802
                text = scraped._page(self.path.partition("?")[0])
                if text is None:
                    self.answer(404)
                else:
                    self.answer(200, text.encode(), CONTENT_TYPE)

        return Handler
