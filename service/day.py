"""The day's work: what whoever minds the mailbox does every few minutes beside the mails. The table says what, in which
order; each step does nothing when it is not its time, so a run that came late catches up.
"""

from collections.abc import Callable
from functools import partial
from logging import getLogger

from cases.errors import TovholderError
from service.alarms import tell
from service.daily import carry_over, owe_the_days_mails
from service.forgetting import forget_daily
from service.pulse import pulse
from service.reconcile import reconcile_daily
from service.support import follow_support
from service.wiring import App

log = getLogger(__name__)


def _tell(app: App) -> None:
    tell(app.store, pulse(app), app.settings.operation, app.context())


def _owe(app: App) -> None:
    schools, away = app.registers().schools, app.settings.operation.away
    owe_the_days_mails(app.store, schools, app.context(), away, app.limits().others)


def _reconcile(app: App) -> None:
    reconcile_daily(app.store, app.folder, app.settings.mailbox.folders, app.context())


def _forget(app: App) -> None:
    forget_daily(app.store, app.folder, app.settings.mailbox.folders[1:], app.limits(), app.clock())


STEPS: tuple[tuple[str, Callable[[App], object]], ...] = (
    ("alarms", _tell),
    ("daily", _owe),
    ("carry-over", lambda app: carry_over(app.store, app.context())),
    ("support", lambda app: follow_support(app.store, app.educators(), app.context())),
    ("reconcile", _reconcile),
    ("forgetting", _forget),
)
"""Each step with the name that the log knows it by."""


def the_days_work(app: App) -> bool:
    """Do all that is due; False when something failed, which is logged and holds nothing else back."""
    went_well = True
    for stage, step in STEPS:
        went_well &= guarded(partial(step, app), stage)
    return went_well


def guarded(step: Callable[[], object], stage: str) -> bool:
    """Run a step; False when it failed: that is logged, and it is tried again the next time."""
    try:
        step()
    except TovholderError as error:
        log.warning("stage.failed", extra={"stage": stage, "code": type(error).__name__})
        return False
    except Exception:
        log.exception("stage.failed", extra={"stage": stage})
        return False
    return True
