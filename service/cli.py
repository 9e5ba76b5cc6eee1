"""The command line. Each command lives in `service/commands`, and is loaded only when it is asked for.

Errors end as one sentence on standard error: 2 for wrong use (the command line, the settings, a case that is not
there), 1 when the work was done and found trouble, or could not be done.
"""

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from cases.errors import RefusedError, SettingsError, TovholderError
from service.danish import DanishGroup, wrong_use

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("running", "Vis det hele: en postkasse med opdigtede mails, svarene og koordinatorens side."),
    "init": ("beginning", "Skriv en indstillingsfil med forklaringer, registre og en nøgle."),
    "doctor": ("beginning", "Se efter, om alt er på plads: en linje for hver ting, OK eller hvad der skal gøres."),
    "run": ("running", "Kør: hent mails, læs, svar, og vis siderne."),
    "once": ("running", "Gør alt, der ligger og venter, én gang, og stop."),
    "web": ("running", "Vis kun siderne."),
    "worker": ("running", "Hent, læs og svar, uden sider."),
    "read": ("reading", "Hvad vi får ud af en mail, et bilag eller en mappe. Gemmer og sender intet."),
    "name": ("reading", "Hvordan et filnavn og et emne læses."),
    "form": ("forms", "Det tomme ansøgningsskema; og andres skemaer, så de bliver kendt."),
    "plan": ("planning", "Fordel sagerne i en JSON-fil. Gemmer intet."),
    "route": ("planning", "Læg et fordelingsforslag for en runde; koordinatoren godkender det."),
    "cases": ("cases", "Sagerne: se dem, og afgør dem."),
    "letters": ("letters", "Hvad der er kommet ind, og hvordan det endte."),
    "mails": ("letters", "Svarene: se dem, og send et igen."),
    "schools": ("registers", "Skoleregistret: se, hent ind og skriv ud."),
    "educators": ("registers", "Vejlederne: se, hent ind, skriv ud, og se, hvad deling på tværs giver."),
    "rounds": (
        "registers",
        "Ansøgningsrunderne: se, hent ind, skriv ud, og bestem, hvad en fordeling skal holde sig til.",
    ),
    "users": ("people", "Konti: hvem der må logge ind på siderne, og i hvilken rolle."),
    "accesses": ("people", "Adgangsloggen: hvem der har åbnet hvilken sag, hvornår og til hvad."),
    "forget": ("forgetting", "Slet personoplysninger, hvis tid er gået, eller om ét barn."),
    "holds": ("forgetting", "Sager, der skal bevares, selv om deres tid er gået."),
    "export-person": ("keeping", "Alt, hvad der er gemt om et barn: retten til indsigt."),
    "db": ("keeping", "Databasens opbygning."),
    "backup": ("keeping", "Tag en kopi af alt."),
    "restore": ("keeping", "Læg en kopi tilbage."),
}
"""Every command: the file in `service/commands` it lives in, and its one line. The order is that of the help."""


class Tovholder(DanishGroup):
    """The command `tovholder`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the one command that is asked for."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"service.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The help's list, without loading anything."""
        return [(name, line) for name, (_, line) in COMMANDS.items()]

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line and exit with its code; every error becomes one sentence."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            _exit(2, wrong_use(error))
        except (click.Abort, KeyboardInterrupt):
            _exit(130, "Afbrudt.")
        except RefusedError as error:
            from service.commands.ways import worded

            _exit(2, worded(error))
        except SettingsError as error:
            _exit(2, str(error))
        except TovholderError as error:
            _exit(1, str(error))
        except BrokenPipeError:
            # The reader (head, less) has seen enough; what is still buffered has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except Exception as error:  # noqa: BLE001  the last net: a text we did not write may hold personal data
            from service.log import place_of

            _exit(1, f"Programfejl ({type(error).__name__} i {place_of(error)}): meld den gerne; intet er gået tabt.")
        sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=Tovholder, invoke_without_command=False)
@click.option(
    "--settings", metavar="FIL", help="Indstillingsfilen (ellers TOVHOLDER_SETTINGS, ellers ./tovholder.toml)."
)
@click.version_option(
    None, "--version", package_name="tovholder", message="%(version)s", help="Vis versionen, og stop."
)
@click.pass_context
def tovholder(ctx: click.Context, settings: str | None) -> None:
    """Tager imod skolernes ansøgninger om læringsvejledning: læser dem, svarer, og fordeler dem.

    Begynd med "tovholder demo" for at se det hele, eller "tovholder init" for at sætte det op hos jer.
    """
    ctx.ensure_object(dict)
    ctx.meta["tovholder.settings"] = settings


def main() -> None:
    """The entry point of the command. A crash leaves nothing of what the memory held: the key and open mails."""
    from service.crash import say_nothing_of_values

    say_nothing_of_values()
    tovholder(prog_name="tovholder")


def _exit(code: int, sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)
