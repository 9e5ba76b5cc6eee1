"""A layout of another office: what is printed, and the spots where people write, in points from the top left corner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from cases.application import Box
from cases.kinds import Kind

WIDTH, HEIGHT = 595.28, 841.89


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is written: a field of ours ("" for what we don't ask), and for a tick what it means."""

    name: str
    page: int
    box: Box
    value: str = ""
    lines: float = 0.0  # the distance of ruled lines that the writing stands on; 0 where it flows


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in points from the top left corner, as people measure a page."""

    canvas: Canvas
    font: str

    def text(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> float:
        """A line of text whose foot is at y; gives where it ends."""
        font = f"{self.font}-Bold" if bold else self.font.replace("Times", "Times-Roman")
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)
        return x + float(self.canvas.stringWidth(text, font, size))

    def paragraph(self, x: float, y: float, text: str, width: float, size: float = 10) -> float:
        """Wrapped text from y down; gives the foot of its last line."""
        for line in simpleSplit(text, self.font.replace("Times", "Times-Roman"), size, width):
            self.text(x, y, line, size)
            y += size * 1.3
        return y - size * 1.3

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.7, dots: bool = False) -> None:
        """A line, or a line of dots."""
        self.canvas.setLineWidth(width)
        self.canvas.setLineCap(1 if dots else 0)
        self.canvas.setDash([0.1, 2.6] if dots else [])
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.7, grey: float = 0) -> None:
        """A frame; `grey` (0..1) fills it as dark."""
        self.canvas.setDash([])
        self.canvas.setLineWidth(width)
        self.canvas.setFillGray(1 - grey)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=1, fill=1 if grey else 0)
        self.canvas.setFillGray(0)


Drawing = Callable[[Pen, int], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of another office. `name` could be the id of its description."""

    name: str
    kind: Kind
    title: str
    font: str
    pages: int
    draw: Drawing
    spots: tuple[Spot, ...]

    def blank(self) -> bytes:
        """The blank as a PDF; the same bytes each time."""
        return self.filled({})

    def filled(self, over: Mapping[int, Callable[[Canvas], None]]) -> bytes:
        """The blank with something drawn over its pages (from 1)."""
        out = BytesIO()
        canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
        canvas.setTitle(self.title)
        for page in range(1, self.pages + 1):
            self.draw(Pen(canvas, self.font), page)
            if page in over:
                over[page](canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()
