"""How answers leave: HTML with its headers, a file, another place to go, cookies."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from review.web import headers
from review.web.asked import Shown
from review.web.places import Address
from review.web.render import Frame, Renderer

SHOWABLE = frozenset({"image/png", "image/jpeg", "image/webp", "application/json", "text/plain; charset=utf-8"})
"""What is shown in the browser; everything else can only be saved."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What answering needs."""

    renderer: Renderer
    address: Address

    @property
    def cookie(self) -> str:
        """The session's cookie; the prefix makes browsers keep it to this host and https (RFC 6265bis, 4.1.3.2)."""
        return "__Host-tovholder" if self.address.https else "tovholder"

    @property
    def door_cookie(self) -> str:
        """The cookie of a browser that nobody has signed in with yet."""
        return f"{self.cookie}-door"

    def html(self, shown: Shown, frame: Frame) -> Response:
        """A page."""
        text = self.renderer.html(shown.template, shown.page, frame)
        return HTMLResponse(text, shown.status, headers=headers.PAGE)

    def trouble(self, request: Request, sentence: str, status: int) -> Response:
        """A refusal to somebody we do not know."""
        return self.html(Shown("trouble.html", sentence, status), Frame(path=request.url.path))

    def give(self, response: Response, name: str, token: str) -> None:
        """A cookie that goes when the browser is closed; the store says when the session is over."""
        response.set_cookie(name, token, path="/", secure=self.address.https, httponly=True, samesite="lax")

    def drop(self, response: Response, name: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(name, path="/", secure=self.address.https, httponly=True, samesite="lax")

    def from_here(self, request: Request) -> bool:
        """Whether a form was sent by one of our own pages. Every browser says where a POST came from (Fetch, 3.2)."""
        return request.headers.get("origin") == self.address.origin(request.headers.get("host", ""))


def moved(to: str) -> Response:
    """Go there."""
    return RedirectResponse(to, 303, headers=headers.PAGE)


def file(content: bytes, kind: str, name: str) -> Response:
    """A file or a picture."""
    way = f"attachment; filename*=UTF-8''{quote(name or 'fil', safe='')}" if name or kind not in SHOWABLE else "inline"
    return Response(content, headers={**headers.FILE, "Content-Type": kind, "Content-Disposition": way})
