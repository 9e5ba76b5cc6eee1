"""The guard before everything else: is the request meant for us, does it come by the right way, is it of sane size?"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.web.headers import HSTS, PAGE
from review.web.places import Address

LARGEST = 12 * 1024 * 1024
"""Bytes that a request may have."""

ELSEWHERE = "Siden er ikke her."
TOO_BIG = "For stort."


class Guard:
    """Lets a request through, or answers it (421, 413)."""

    def __init__(self, inner: ASGIApp, address: Address) -> None:
        self._inner, self._address = inner, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI 3)."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        sent = Headers(scope=scope)
        peer = (scope.get("client") or ("127.0.0.1", 0))[0]
        hosts = sent.getlist("host")
        if len(hosts) != 1 or not self._address.means_us(hosts[0]) or not self._address.lets_in(peer):
            await PlainTextResponse(ELSEWHERE, 421, headers=PAGE)(scope, receive, send)
            return
        if not sent.get("content-length", "0").isdecimal() or int(sent.get("content-length", "0")) > LARGEST:
            await PlainTextResponse(TOO_BIG, 413, headers=PAGE)(scope, receive, send)
            return
        await self._inner(scope, _measured(receive), self._with_hsts(send))

    def _with_hsts(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if self._address.https and message["type"] == "http.response.start":
                more = [(name.lower().encode(), value.encode()) for name, value in HSTS.items()]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        return told


def _measured(receive: Receive) -> Receive:
    """A body that ends as if the browser had gone, when it turns out larger than it may be (it said no length)."""
    seen = 0

    async def measured() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST else message

    return measured
