"""Where the answer to a label in a table stands: in its own cell, the next, the one beneath, or in columns for two."""

from cases.application import Box
from intake.around import Around, Place
from intake.asking import Hit

_CAPTION = 11.0  # room in a cell for a line beneath its label
_BESIDE = 30.0  # room in a cell for something beside its label
_PARENTS = ("guardian_1", "guardian_2")


def side_places(hit: Hit, page: Around) -> list[tuple[str, Place]]:
    """The cells to the right of a label, each with the part of the form that heads its column; none but for columns."""
    if hit.cell is None:
        return []
    cells: list[Box] = []
    cell = page.grid.right_of(hit.cell)
    while cell is not None and not asked_in(cell, page):
        cells.append(cell)
        cell = page.grid.right_of(cell)
    parts = [_column_part(each, page) for each in cells]
    if len(parts) == len(_PARENTS) and any(part in _PARENTS for part in parts):
        parts = [part or own for part, own in zip(parts, _PARENTS, strict=True)]  # one headline that could not be read
    if len(cells) < 2 or None in parts:
        return []
    return [(part, Place(each)) for part, each in zip(parts, cells, strict=True) if part]


def _column_part(cell: Box, page: Around) -> str | None:
    """What heads the column of a cell, a few rows up."""
    above: Box | None = cell
    for _ in range(8):
        above = page.grid.above(above) if above else None
        if above is None:
            return None
        for heading in page.headings:
            if heading.cell is not None and _same(heading.cell, above):
                return heading.part
    return None


def in_cells(hit: Hit, page: Around) -> Box:
    """In the label's own cell where there is room, else in the next to the right, else in the one beneath."""
    cell = hit.cell or hit.box
    beneath = (cell[0], hit.box[3] + 0.5, cell[2], cell[3])
    beside = (hit.box[2] + 2, cell[1], cell[2], cell[3])
    following = _beside_in_cell(hit, page)
    right = page.grid.right_of(cell)
    free_right = right is not None and not asked_in(right, page)
    if following is None and free_right and right is not None and (not _roomy(hit) or _column_of_labels(cell, page)):
        return right
    if _roomy(hit) and following is None:
        return beneath
    if following is not None:
        return (beside[0], beside[1], following, beside[3])
    if beside[2] - beside[0] >= _BESIDE:
        return beside
    below = page.grid.below(cell)
    return below if below is not None and not asked_in(below, page) else beneath


def _roomy(hit: Hit) -> bool:
    """Whether a label's cell has room for a line beneath it."""
    return hit.cell is not None and hit.cell[3] - hit.box[3] >= _CAPTION


def _beside_in_cell(hit: Hit, page: Around) -> float | None:
    """Where the next label in the same cell and row begins."""
    ends = (
        other.box[0] - 3
        for other in page.hits
        if other is not hit
        and other.cell == hit.cell
        and abs(other.box[3] - hit.box[3]) < 5
        and other.box[0] > hit.box[2]
    )
    return min(ends, default=None)


def _column_of_labels(cell: Box, page: Around) -> bool:
    """Whether the cells above or beneath have labels too, and no room for more: then answers stand to the right."""
    same = (
        each for each in page.hits if each.cell and abs(each.cell[0] - cell[0]) < 3 and abs(each.cell[2] - cell[2]) < 3
    )
    return any(not _roomy(each) for each in same)


def asked_in(cell: Box, page: Around) -> bool:
    """Whether a cell holds a label or a heading of its own."""
    return any(each.cell is not None and _same(each.cell, cell) for each in page.printed)


def _same(one: Box, other: Box) -> bool:
    return all(abs(a - b) < 2 for a, b in zip(one, other, strict=True))
