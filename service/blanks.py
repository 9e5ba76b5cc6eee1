"""Other offices' forms as the pages make them known: the same folders that `tovholder form learn` writes.

    <forms>/<key>/            a form in use: reading sees it at the next paper
    <forms>/kladder/<key>/    a draft, which reading does not look at

What strangers sent is opened in the confined child alone; here only our own description of it is read and written.
"""

import hashlib
import json
import re
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cases.application import Unread
from cases.errors import RefusedError, StaleError
from intake.form import FieldType, Form, FormField
from intake.form_faults import remarks
from intake.form_file import BLANK, FILE, checked_form, form_text, save_form
from intake.forms import load_forms, usable_forms
from intake.page_picture import PagePicture
from intake.pool import ReaderPool
from review.blanks import Draft, Place, Told
from service.form_name import form_name
from service.own_form import refuse_our_own

DRAFTS = "kladder"
DOUBTS = "usikkert.json"
BARE = "tryk"
"""Under this stands, beside the doubts of the fields, that a page has too little print: only the child can tell."""
GONE = "Det skema er her ikke. Se på listen over skemaer."
NOWHERE = 'Der er ingen mappe til egne skemaer: skriv forms = "skemaer" under [reading] i indstillingerne.'
_KEY = re.compile(r"[a-z]{2,12}-[1-9][0-9]{0,2}")
_KEPT = 4


@dataclass
class FormBlanks:
    """A `review.blanks.Blanks`. `root` is the folder of learned forms, None when the settings name none."""

    root: Path | None
    reader: ReaderPool
    _pictures: OrderedDict[str, Sequence[PagePicture]] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def able(self) -> bool:
        """Whether there is a place for forms of one's own."""
        return self.root is not None

    def listed(self) -> Sequence[Told]:
        """Every form that is known, and every draft."""
        ours = [_told(form, ours=True) for form in load_forms().values()]
        if self.root is None:
            return ours
        theirs = [_told(form) for form in usable_forms(self.root).values() if form.learned]
        found = [checked_form(file.parent)[0] for file in sorted((self.root / DRAFTS).glob(f"*/{FILE}"))]
        return [*ours, *theirs, *(_told(form, draft=True) for form in found if form)]

    def learn(self, content: bytes, name: str) -> str:
        """A draft of a blank; gives its key."""
        root, called = self._root(), form_name(name)
        keys = {one.key for one in self.listed()} | {file.parent.name for file in root.glob(f"*/{FILE}")}
        version = next(number for number in range(1, 1000) if f"{called}-{number}" not in keys)
        proposal = self.reader.learn(content, called, version)
        if isinstance(proposal, Unread):
            raise RefusedError(f"Skemaet kan ikke læses. {proposal.why}")
        refuse_our_own(self.reader.read(content))
        fields = [_place(one, doubt) for one, doubt in zip(proposal.form.fields, proposal.doubts, strict=True)]
        folder = save_form(root / DRAFTS, proposal.form)
        _write_doubts(folder, fields, " ".join(proposal.bare))
        return proposal.form.key

    def draft(self, key: str) -> Draft:
        """A draft as it stands."""
        folder = self._draft(key)
        form = _form(folder)
        doubts = _doubts(folder)
        places = tuple(_place(one, doubts.get(_sign(one.name, one.value, one.box), "")) for one in form.fields)
        seen = _seal((folder / FILE).read_bytes())
        return Draft(key, form.kind, form.title, form.pages, form.width, form.height, places, seen)

    def save(self, draft: Draft) -> None:
        """The draft as it shall be."""
        folder = self._draft(draft.key)
        with self._lock:
            if _seal((folder / FILE).read_bytes()) != draft.seen:
                raise StaleError("En anden har rettet skemaet i mellemtiden; intet er gemt. Se på det igen.")
            _replace(folder / FILE, form_text(_as_form(draft, _form(folder))).encode())
            _write_doubts(folder, draft.places, _doubts(folder).get(BARE, ""))

    def faults(self, key: str) -> tuple[Sequence[str], Sequence[str]]:
        """What keeps the draft from being used, and what is odd about it."""
        folder = self._draft(key)
        form, wrong = checked_form(folder)
        bare = _doubts(folder).get(BARE, "")
        odd = [*map(str, remarks(form) if form else ()), *([bare] if bare else [])]
        return [str(one) for one in wrong], odd

    def picture(self, key: str, page: int) -> bytes | None:
        """A page of the draft's blank as PNG, drawn in the child; None when there is none."""
        blank = self._draft(key) / BLANK
        if not blank.is_file():
            return None
        content = blank.read_bytes()
        name = _seal(content)
        with self._lock:
            found = self._pictures.get(name)
        if found is None:
            found = self.reader.pictures(content)
            with self._lock:
                self._pictures[name] = found
                while len(self._pictures) > _KEPT:
                    self._pictures.popitem(last=False)
        return next((one.png for one in found if one.number == page), None)

    def use(self, key: str) -> None:
        """The draft is a known form from the next paper on."""
        folder, target = self._draft(key), self._root() / key
        wrong, _ = self.faults(key)
        if wrong:
            raise RefusedError(f"Skemaet kan ikke tages i brug endnu. {' '.join(wrong)}")
        with self._lock, _kept_whole():
            target.mkdir(exist_ok=True)
            for name in (BLANK, FILE):  # the description last: a reader in the midst finds the old form, or a whole one
                _replace(target / name, (folder / name).read_bytes())
            shutil.rmtree(folder)

    def reopen(self, key: str, *, away: bool) -> None:
        """A form in use becomes a draft as well; `away`: and is used no more."""
        folder, target = self._root() / _checked(key), self._root() / DRAFTS / key
        if not (folder / FILE).is_file():
            raise RefusedError(GONE)
        with self._lock, _kept_whole():
            if not target.exists():
                target.mkdir(parents=True)
                for name in (BLANK, FILE):
                    _replace(target / name, (folder / name).read_bytes())
            if away:
                shutil.rmtree(folder)

    def discard(self, key: str) -> None:
        """The draft is thrown away."""
        with self._lock, _kept_whole():
            shutil.rmtree(self._draft(key))

    def _root(self) -> Path:
        if self.root is None:
            raise RefusedError(NOWHERE)
        return self.root

    def _draft(self, key: str) -> Path:
        folder = self._root() / DRAFTS / _checked(key)
        if not (folder / FILE).is_file():
            raise RefusedError(GONE)
        return folder


def _checked(key: str) -> str:
    """The key, which names a folder; RefusedError for anything that is none."""
    if not _KEY.fullmatch(key):
        raise RefusedError(GONE)
    return key


def _form(folder: Path) -> Form:
    form, wrong = checked_form(folder)
    if form is None:
        raise RefusedError(f"Skemaets fil kan ikke læses: {' '.join(map(str, wrong))}")
    return form


def _told(form: Form, *, ours: bool = False, draft: bool = False) -> Told:
    return Told(form.key, form.title, form.kind.value, len(form.fields), ours, draft)


def _place(one: FormField, doubt: str) -> Place:
    return Place(one.name, one.page, one.box, one.type.value, one.label, one.value, doubt, one.entry, one.tip)


def _as_form(draft: Draft, was: Form) -> Form:
    """The form with the boxes of the draft; its pages and its drawing stay as they were."""
    fields = tuple(
        FormField(one.name, one.page, one.box, FieldType(one.type), one.label, one.means, one.tip, one.entry)
        for one in draft.places
    )
    return Form(
        was.id, was.version, draft.kind, draft.title, was.pages, fields, width=was.width, height=was.height,
        drawing=was.drawing,
    )  # fmt: skip


def _sign(name: str, means: str, box: tuple[float, ...]) -> str:
    return "/".join((name, means, *(f"{edge:g}" for edge in box)))


def _doubts(folder: Path) -> Mapping[str, str]:
    file = folder / DOUBTS
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}


def _write_doubts(folder: Path, places: Sequence[Place], bare: str = "") -> None:
    kept = {BARE: bare} if bare else {}
    kept |= {_sign(one.name, one.means, one.box): one.doubt for one in places if one.doubt}
    _replace(folder / DOUBTS, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _seal(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


@contextmanager
def _kept_whole() -> Iterator[None]:
    """What cannot be written is told in a sentence."""
    try:
        yield
    except OSError:
        raise RefusedError("Skemaet kan ikke gemmes: mappen til skemaer kan ikke skrives i.") from None


def _replace(path: Path, content: bytes) -> None:
    """Write the file whole, or not at all."""
    beside = path.with_name(f".{path.name}.ny")
    with _kept_whole():
        beside.write_bytes(content)
        beside.replace(path)
