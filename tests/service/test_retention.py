"""How long things are kept is said in months, and a case's parts never outlive it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from cases.keeping import Limits
from service.retention import Retention, months_before

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "day"), [(1, (2026, 2, 28)), (24, (2024, 3, 31)), (3, (2025, 12, 31)), (27, (2023, 12, 31))]
)
def test_months_before_keeps_to_the_calendar(months: int, day: tuple[int, int, int]) -> None:
    assert months_before(datetime(2026, 3, 31), months) == datetime(*day)


def test_what_is_not_said_is_kept_as_long_as_the_case() -> None:
    """Mails that never became a case, and the access log, have a time of their own."""
    two_years, one = datetime(2024, 11, 22, 8, tzinfo=UTC), datetime(2025, 11, 22, 8, tzinfo=UTC)
    five = datetime(2021, 11, 22, 8, tzinfo=UTC)
    assert Retention().limits(NOW) == Limits(two_years, two_years, two_years, two_years, one, five)
    assert Retention(raw_months=12).limits(NOW).raw == one


@pytest.mark.parametrize("name", ["raw_months", "paper_months", "mailbox_months"])
def test_no_part_of_a_case_is_kept_longer_than_the_case(name: str) -> None:
    with pytest.raises(ValidationError):
        Retention.model_validate({"months": 12, name: 13})
