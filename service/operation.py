"""`[operation]`: when those who run the program are warned, and who may ask how it is."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from review.columns import EMAIL
from service.section import Section


class Operation(Section):
    """Thresholds of the alarms, whom they are sent to, and where health and figures can be asked for."""

    email: str = Field(
        default="", pattern=f"^$|{EMAIL}", description='en mailadresse, fx "drift@kommune.dk", eller "": koordinatorens'
    )
    away_minutes: int = Field(default=30, ge=5, le=1440, description="et antal minutter mellem 5 og 1440")
    smtp_minutes: int = Field(default=15, ge=5, le=1440, description="et antal minutter mellem 5 og 1440")
    letter_minutes: int = Field(default=60, ge=5, le=10080, description="et antal minutter mellem 5 og 10080")
    answer_minutes: int = Field(default=60, ge=5, le=10080, description="et antal minutter mellem 5 og 10080")
    answers_an_hour: int = Field(
        default=300, ge=0, le=100_000, description="et antal mails, vi skylder i en time; 0: aldrig"
    )
    disk_mb: int = Field(default=1000, ge=0, le=1_000_000, description="et antal MB; 0: aldrig")
    secret_days: int = Field(default=21, ge=0, le=365, description="et antal dage; 0: aldrig")
    backup_hours: int = Field(default=48, ge=0, le=8760, description="et antal timer; 0: aldrig")
    ask: Literal["machine", "network"] = Field(default="machine", description='"machine" eller "network"')
    port: int = Field(default=0, ge=0, le=65535, description="et portnummer, eller 0: ingen")

    @property
    def away(self) -> timedelta:
        """Time without contact with the mailbox after which it counts as away."""
        return timedelta(minutes=self.away_minutes)
