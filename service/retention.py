"""`[retention]`: how long each kind of thing is kept, and from which moments on it is erased."""

from calendar import monthrange
from datetime import datetime

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cases.keeping import Limits
from service.section import Section

_MONTHS = "et antal måneder mellem 1 og 240"


class Retention(Section):
    """How long personal data is kept. A case's parts count from its end; none of them outlives the case itself."""

    months: int = Field(default=24, ge=1, le=240, description=_MONTHS)
    raw_months: int | None = Field(default=None, ge=1, le=240, description=f"{_MONTHS}, højst som months")
    paper_months: int | None = Field(default=None, ge=1, le=240, description=f"{_MONTHS}, højst som months")
    mailbox_months: int | None = Field(default=None, ge=1, le=240, description=f"{_MONTHS}, højst som months")
    other_months: int = Field(default=12, ge=1, le=240, description=_MONTHS)
    access_months: int = Field(default=60, ge=1, le=240, description=_MONTHS)

    @field_validator("raw_months", "paper_months", "mailbox_months")
    @classmethod
    def _within(cls, months: int | None, info: ValidationInfo) -> int | None:
        if months is not None and months > info.data.get("months", months):
            raise PydanticCustomError("longer", "det er længere, end sagen selv bliver gemt (months)")
        return months

    def limits(self, now: datetime) -> Limits:
        """The moments before which things are erased, at this moment."""
        whole = self.months
        return Limits(
            cases=months_before(now, whole),
            raw=months_before(now, self.raw_months or whole),
            papers=months_before(now, self.paper_months or whole),
            copies=months_before(now, self.mailbox_months or whole),
            others=months_before(now, self.other_months),
            accesses=months_before(now, self.access_months),
        )


def months_before(at: datetime, months: int) -> datetime:
    """The same time of the month, so many months earlier; the month's last day where it has no such day."""
    index = at.year * 12 + at.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
