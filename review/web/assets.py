"""Style sheets and scripts: files of ours, named by their content so that a browser may keep them for ever."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
WHERE = "/static/"


@dataclass(frozen=True, slots=True)
class Assets:
    """All of them, read once. What is asked for is looked up among them by name: there is no way to another file."""

    by_address: dict[str, tuple[bytes, str]] = field(repr=False)
    addresses: dict[str, str]

    def address(self, name: str) -> str:
        """Where a page finds the file: "tovholder.css" → "/static/tovholder.1f2e3d4c5b6a.css"."""
        return self.addresses[name]


def read_assets(folder: Path) -> Assets:
    """The files of the kinds in TYPES."""
    by_address, addresses = {}, {}
    for path in sorted(folder.iterdir()):
        if path.suffix in TYPES:
            content = path.read_bytes()
            address = f"{WHERE}{path.stem}.{sha256(content).hexdigest()[:12]}{path.suffix}"
            by_address[address] = content, TYPES[path.suffix]
            addresses[path.name] = address
    return Assets(by_address, addresses)
