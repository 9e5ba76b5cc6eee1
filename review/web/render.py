"""From a page's value to HTML. All text is escaped; a name that a template misspells is an error, not a blank."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.accounts import Role
from review.web.asked import Message
from review.web.assets import Assets
from review.web.table import NAV, ROWS
from review.web.viewer import Viewer

_OF_A_CASE = re.compile(r"/sager/(T-\d{4}-\d+)/")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    href: str
    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around it. `csrf` goes into every form; both are empty for who is not signed in."""

    viewer: Viewer | None = None
    csrf: str = ""
    message: Message | None = None
    path: str = "/"

    @property
    def menu(self) -> tuple[Entry, ...]:
        """The menu of this viewer."""
        if self.viewer is None:
            return ()
        return tuple(Entry(href, word, _within(self.path, href)) for href, word in NAV if _for(self.viewer.role, href))

    @property
    def case(self) -> str:
        """The number of the case that something was asked of; "" when it was asked of none."""
        found = _OF_A_CASE.match(self.path)
        return found[1] if found else ""


class Renderer:
    """Renders templates below one folder."""

    def __init__(self, folder: Path, assets: Assets) -> None:
        self.assets = assets
        self._environment = Environment(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals |= {"static": assets.address, **self._parts()}

    def _parts(self) -> dict[str, object]:
        """What every template may use without asking for it: the macros of parts.html."""
        module = self._environment.get_template("parts.html").module
        return {name: part for name, part in vars(module).items() if not name.startswith("_")}

    def html(self, template: str, page: object, frame: Frame) -> str:
        """The template with `page` and `frame`."""
        return self._environment.get_template(template).render(page=page, frame=frame)


def _for(role: Role, path: str) -> bool:
    return any(row.path == path and row.method == "GET" and role in row.roles for row in ROWS)


def _within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
