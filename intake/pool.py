"""Several warm children, one a core: a Reader for several threads at once.

Each thread of the pool has a child of its own, which takes one paper at a time and keeps its engines from paper to
paper. The threads live as long as the pool, for a child dies with the thread that started it. A child that is killed
costs the paper it had; its thread starts another when the next paper comes.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Self

from cases.application import Unread
from cases.letters import Pieces
from intake.child import SECONDS, ChildReader
from intake.letter import Letter
from intake.page_picture import PagePicture
from intake.reading import Reader, Reading

if TYPE_CHECKING:
    from intake.learn import Proposal


class ReaderPool:
    """A Reader with up to `workers` children; none is started before it is needed. `seconds` is each paper's own."""

    def __init__(
        self,
        workers: int,
        languages: Path | str | None = None,
        *,
        trusted: Path | str | None = None,
        forms: Path | str | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._languages, self._trusted, self._forms, self._seconds = languages, trusted, forms, seconds
        self._threads = ThreadPoolExecutor(workers, "reading")
        self._mine = local()
        self._children: list[ChildReader] = []

    def parse(self, raw: bytes | Pieces) -> "Letter | Unread":
        """A raw mail as a letter with its papers."""
        return self._threads.submit(lambda: self._child().parse(raw)).result()

    def read(self, content: bytes | Pieces, name: str = "") -> Reading:
        """What a paper says. Raises WorldError when the OCR engine is not installed."""
        return self._threads.submit(lambda: self._child().read(content, name)).result()

    def pictures(self, content: bytes | Pieces) -> tuple[PagePicture, ...]:
        """The pages of a paper as pictures, for people; none when it can't be opened."""
        return self._threads.submit(lambda: self._child().pictures(content)).result()

    def learn(self, content: bytes, name: str, version: int) -> "Proposal | Unread":
        """What stands where on another office's blank, as a proposal for a form of this name and version."""
        return self._threads.submit(lambda: self._child().learn(content, name, version)).result()

    def read_each(self, papers: Sequence[tuple[bytes | Pieces, str]]) -> tuple[Reading, ...]:
        """A reading for each paper (content, name), side by side, in their order."""
        return tuple(self._threads.map(lambda paper: self._child().read(*paper), papers))

    def close(self) -> None:
        """Finish what is being read, drop what waits, and end every child."""
        self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _child(self) -> ChildReader:
        """The child of the thread at hand."""
        child: ChildReader | None = getattr(self._mine, "child", None)
        if child is None:
            child = self._mine.child = ChildReader(
                self._languages, trusted=self._trusted, forms=self._forms, seconds=self._seconds
            )
            self._children.append(child)
        return child


def read_each(reader: Reader, papers: Sequence[tuple[bytes | Pieces, str]]) -> tuple[Reading, ...]:
    """A reading for each paper (content, name), in their order; side by side when the reader is a pool."""
    if isinstance(reader, ReaderPool):
        return reader.read_each(papers)
    return tuple(reader.read(content, name) for content, name in papers)
