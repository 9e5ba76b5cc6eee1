"""Where the answer to a label stands: in its cell or the next, in a box, on a line beside, beneath or above. Pure."""

from collections.abc import Iterator

from cases.application import Box
from intake.around import Around, Place
from intake.asking import Hit
from intake.form import FieldType
from intake.places_in_cells import asked_in, in_cells
from intake.sight import Rule

_LINE = 17.0  # points: the room for a line of writing above a ruled line
_SIGN = 34.0  # and for a signature
_BENEATH = 3.0  # descenders
_NEXT = 34.0  # the farthest from a label, or from a ruled line, to the next line to write on
_UNDER = 9.5  # a label that stands under its line is so near
_MARGIN = 36.0
_FREE = 22.0  # the height of a place that nothing bounds
_LEVEL = 2.0  # how far pieces of one line lie apart, down


def place_of(hit: Hit, kind: FieldType, page: Around) -> Place:
    """The place for the answer to a label of this type."""
    if hit.cell is not None:
        return Place(in_cells(hit, page))
    for box in _candidates(hit, kind, page):
        if box is not None:
            return Place(box)
    return Place(_free(hit, kind, page), free=True)


def _candidates(hit: Hit, kind: FieldType, page: Around) -> Iterator[Box | None]:
    """The drawn places that a label outside of cells may have, the likeliest first."""
    yield _box_beside(hit, page)
    if kind is FieldType.TEXT:
        yield _ruled_lines(hit, page)
        yield _box_beneath(hit, page)
        return
    yield _line_beside(hit, kind, page)
    if hit.signed and _words_beside(hit, page):
        return  # the next line or box beneath is another's
    yield _box_beneath(hit, page)
    above, beneath = _line_above(hit, page), _line_beneath(hit, page)
    first, second = (above, beneath) if _labels_stand_under(page) else (beneath, above)
    yield _on(first or second, hit, kind, page) if first or second else None


# --- beside, beneath and above


def _end(hit: Hit, page: Around) -> float:
    """How far to the right a label's place may reach: to the next label of the row, or the margin."""
    x1, y0, y1 = hit.box[2], hit.box[1], hit.box[3]
    level = (each for each in page.hits if each is not hit and each.box[1] < y1 and each.box[3] > y0)
    return min((each.box[0] - 4 for each in level if each.box[0] > x1), default=page.grid.width - _MARGIN)


def _box_beside(hit: Hit, page: Around) -> Box | None:
    x1, middle = hit.box[2], (hit.box[1] + hit.box[3]) / 2
    for step in (6, 14, 24, 40):
        cell = page.grid.cell(x1 + step, middle)
        if cell and cell[0] >= x1 - 3 and not asked_in(cell, page) and cell[0] < _end(hit, page):
            return cell
    return None


def _box_beneath(hit: Hit, page: Around) -> Box | None:
    for step in (5, 10, 16, 22):
        cell = page.grid.cell(hit.box[0] + 6, hit.box[3] + step)
        if cell and cell[1] >= hit.box[3] - 4 and abs(cell[0] - hit.box[0]) < 14 and not asked_in(cell, page):
            return cell
    return None


def _line_beside(hit: Hit, kind: FieldType, page: Around) -> Box | None:
    """On the line that goes on where the label ends, or that runs under label and answer alike."""
    x1, y1, end = hit.box[2], hit.box[3], _end(hit, page)
    lines = page.grid.lying(x1 + 2, y1 - 5, end, y1 + 6)
    reach = [rule for rule in lines if rule.x0 < x1 + 60 and min(rule.x1, end) - max(rule.x0, x1) > 25]
    if not reach:
        return None
    rule = reach[0]
    box = _above_line(rule, kind, page)
    goes_on = (each.x1 for each in lines if abs(each.y0 - rule.y0) < _LEVEL)  # parted where tails hang into the dots
    return (x1 + 2, box[1], min(max(goes_on), end), box[3])


def _line_above(hit: Hit, page: Around) -> Rule | None:
    x0, y0, x1, _ = hit.box
    lines = [
        rule for rule in page.grid.lying(x0, y0 - _UNDER, x1, y0 + 2) if rule.x0 < x0 + 8 and rule.x1 - rule.x0 > 40
    ]
    return lines[-1] if lines else None


def _line_beneath(hit: Hit, page: Around) -> Rule | None:
    x0, _, x1, y1 = hit.box
    lines = [rule for rule in page.grid.lying(x0, y1 + 8, x1, y1 + _NEXT + 8) if rule.x0 < x0 + 8]
    return lines[0] if lines else None


def _labels_stand_under(page: Around) -> bool:
    """Whether this page's labels stand under their lines: the topmost would have none above it otherwise."""
    loose = [hit for hit in page.hits if hit.cell is None]
    under = sum(_line_above(hit, page) is not None and _line_beneath(hit, page) is None for hit in loose)
    over = sum(_line_above(hit, page) is None and _line_beneath(hit, page) is not None for hit in loose)
    return under >= over


def _on(rule: Rule | None, hit: Hit, kind: FieldType, page: Around) -> Box | None:
    """The place above a line, no wider than to the next label."""
    if rule is None:
        return None
    x0, y0, x1, y1 = _above_line(rule, kind, page)
    return (x0, max(y0, hit.box[3]) if hit.box[3] < y1 - 8 else y0, max(x0 + 20, min(x1, _end(hit, page))), y1)


def _above_line(rule: Rule, kind: FieldType, page: Around) -> Box:
    """The room above a line, up to what stands there."""
    wanted = _SIGN if kind is FieldType.SIGNATURE else _LINE
    top = rule.y0 - wanted
    over = [each.y0 for each in page.grid.lying(rule.x0 + 2, top - 4, rule.x1 - 2, rule.y0 - 8)]
    labels = [
        each.box[3]
        for each in page.printed
        if each.box[3] < rule.y0 - 6 and each.box[0] < rule.x1 and each.box[2] > rule.x0
    ]
    return (rule.x0, max([top, *(y + 1 for y in over), *(y for y in labels if y > top)]), rule.x1, rule.y0 + _BENEATH)


def _ruled_lines(hit: Hit, page: Around) -> Box | None:
    """The lines beneath a question, as long as they follow each other and no other question comes between."""
    foot = _next_below(hit, page)
    x0, y0, _, y1 = hit.box
    lines: list[Rule] = []
    at = y1
    for rule in page.grid.lying(x0, y1 - 5, page.grid.width, foot):
        if rule.y0 - at > _NEXT:
            break
        if rule.x1 - rule.x0 > 60:
            lines.append(rule)
            at = rule.y0
    if not lines:
        return None
    top = y0 if lines[0].y0 < y1 + 6 else y1
    return (min(x0, *(rule.x0 for rule in lines)), top, max(rule.x1 for rule in lines), lines[-1].y0 + _BENEATH)


def _next_below(hit: Hit, page: Around) -> float:
    """The height at which the next label or heading beneath begins, or the foot of the page."""
    tops = (each.box[1] for each in page.printed if each.box[1] > hit.box[3] + 2)
    return min(tops, default=page.grid.height - _MARGIN)


def _free(hit: Hit, kind: FieldType, page: Around) -> Box:
    """Where nothing is drawn: beside a label that leaves room, else beneath it down to the next."""
    x0, y0, x1, y1 = hit.box
    foot, end = _next_below(hit, page), _end(hit, page)
    if kind is FieldType.TEXT:
        return (x0, y1 + 0.5, page.grid.width - _MARGIN, max(foot - 1, y1 + _FREE))
    if end - x1 >= 40 and not _beneath_only(hit, page):
        return (x1 + 2, y0 - 3, end, y1 + 4)
    return (x0, y1 + 0.5, max(end, x0 + 40), min(foot - 0.5, y1 + _FREE))


def _beneath_only(hit: Hit, page: Around) -> bool:
    """Whether the answer stands beneath: nothing is written beside the label, and something close under it."""
    x0, _, _, y1 = hit.box
    end = _end(hit, page)
    words = [word for piece in page.pieces for word in piece.words if word not in hit.words]
    under = any(x0 - 4 <= word.box[0] < end and 0 <= word.box[1] - y1 < 14 for word in words)
    return not hit.signed and not _words_beside(hit, page) and under


def _words_beside(hit: Hit, page: Around) -> bool:
    """Whether something is written beside a label, before the next."""
    _, y0, x1, y1 = hit.box
    end = _end(hit, page)
    words = (word.box for piece in page.pieces for word in piece.words if word not in hit.words)
    return any(x1 - 1 <= box[0] < end and box[1] < y1 and box[3] > y0 for box in words)
