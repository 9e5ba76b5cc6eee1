"""Our own addresses: which host a browser may mean, who is behind a proxy, and where one may be sent after sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

HOME = "/"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are reached. `public` is as people type it, without a path ("https://tovholder.kommune.dk");
    empty when they are shown on this machine alone. `proxies` are the addresses of our own reverse proxies.
    """

    public: str = ""
    proxies: frozenset[str] = frozenset()

    @property
    def https(self) -> bool:
        """Whether browsers reach us encrypted; what a request claims of itself is not asked."""
        return self.public.startswith("https://")

    def means_us(self, host: str) -> bool:
        """Whether a Host header means us. A name that a stranger has pointed at this machine (DNS rebinding) would let
        his site read the pages.
        """
        if self.public:
            return host.casefold() == urlsplit(self.public).netloc.casefold()
        return loopback(_hostname(host))

    def origin(self, host: str) -> str:
        """The origin that our own pages have in a browser that asked for this (checked) host (RFC 6454)."""
        return self.public or f"http://{host}"

    def lets_in(self, peer: str) -> bool:
        """Whether a connection may come from there: with a proxy before us from it alone, so that nobody goes round it
        (this machine's own may).
        """
        return not self.proxies or peer in self.proxies or loopback(peer)

    def asker(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address of whoever asks: of what proxies say (X-Forwarded-For) only what our own ones added counts."""
        asker = peer
        for step in reversed([one.strip() for line in forwarded for one in line.split(",")]):
            if not self._is_ours(asker):
                break
            asker = step
        return asker

    def _is_ours(self, address: str) -> bool:
        """Whether a proxy of ours has this address; under a public address whatever is on this machine is one."""
        return address in self.proxies or (bool(self.public) and loopback(address))


def loopback(host: str) -> bool:
    """Whether it is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def onward(wished: str) -> str:
    """Where to go after sign-in: a path of ours, else the first page. Browsers read "\\" as "/" and drop tabs and
    line ends (WHATWG URL), so "/\\evil.example" and "/\\t/evil.example" lead away: none of them is let through.
    """
    away = not wished.startswith("/") or wished.startswith("//") or "\\" in wished
    odd = any(ord(sign) <= 0x20 or ord(sign) == 0x7F for sign in wished)
    return HOME if away or odd or len(wished) > 1000 else wished
