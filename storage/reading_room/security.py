"""What keeps a newspaper's text from running in a reader's browser, and strangers from asking for it.

Templates escape all text; this is the second lock. Our own pages run no script at all; Datasette's run Datasette's,
each inline one named by its digest; an archived page runs and loads nothing.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from importlib.resources import files
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages."""

INERT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
"""For archived pages: an origin of their own, no script, no form, nothing loaded; shown only inside our frame."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # a newspaper need not learn which search led to it
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",  # no page of another site may embed what is read here
}

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names under which this machine calls itself. Any other Host header comes from a page that has its own name point
here (DNS rebinding), to read the corpus from its visitor's browser."""

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_MADE_INLINE = ("DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;")
"""Inline scripts of Datasette's table page, as its template writes them for either setting."""


def datasette_policy() -> str:
    """Return the policy for Datasette's own pages: its own files, its own inline scripts, and no others.

    Inline styles are allowed there, because Datasette writes a style block per table.
    """
    folder = files("datasette") / "templates"
    sources = [item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".html")]
    inline = [script for source in sources for script in _INLINE.findall(source) if "{{" not in script]
    digests = " ".join(sorted({_digest(script) for script in (*inline, *_MADE_INLINE)}))
    return (
        f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self' {digests}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class Guard:
    """ASGI middleware: answers only to its own name, and adds the headers that a response does not bring itself."""

    def __init__(self, app: App, hosts: Iterable[str] | None) -> None:
        """Wrap an application.

        Args:
            app: What is wrapped.
            hosts: Names to answer to, lower case, without port; None for any.
        """
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)
        self._headers = HEADERS | {"content-security-policy": datasette_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._hosts is not None and _host(scope) not in self._hosts:
            await _refuse(send)
        else:
            await self._app(scope, receive, self._adding(send))

    def _adding(self, send: Send) -> Send:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                names = {name.lower() for name, _ in given}
                more = {name.encode(): value.encode() for name, value in self._headers.items()}
                given += [(name, value) for name, value in more.items() if name not in names]
                message = {**message, "headers": given}
            await send(message)

        return add


def _host(scope: Scope) -> str:
    """Return the Host header without its port; an address in brackets keeps them."""
    named = dict(scope.get("headers", [])).get(b"host", b"").decode("latin-1").lower()
    return re.sub(r":\d*$", "", named)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": b"This reading room answers under another name only.\n"})
