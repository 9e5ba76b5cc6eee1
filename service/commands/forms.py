"""`form`: the blank forms, and other offices' forms made known: `learn` proposes, a person corrects, `check` tells."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cases.errors import RefusedError, SettingsError
from service.commands.console import note, settings_option, settings_or_example, write_file
from service.danish import DanishCommand, DanishGroup

if TYPE_CHECKING:
    from intake.learn import Proposal

_KINDS = ("elev", "klasse", "emne")
_HOME = Path("skemaer")
_NAME = re.compile("[a-z]{2,12}")
_NAMED = re.compile(r'"(\w+)"')


@click.group(cls=DanishGroup)
def form() -> None:
    """Det tomme ansøgningsskema, til at printe eller udfylde på skærmen; og andres skemaer, så de bliver kendt."""


def _blank(kind: str, about: str) -> click.Command:
    """The command that writes our own blank of a kind."""

    def write(output: str, settings: str | None) -> None:
        from cases.kinds import Kind
        from intake.blank import draw_blank
        from intake.forms import load_forms, newest_form

        write_file(output, draw_blank(newest_form(load_forms(), Kind(kind))))
        note(f"Skrevet: {output}")

    chosen = click.option("-o", "--output", required=True, metavar="FIL.pdf", help="Filen, skemaet skrives i.")
    told = f"Skriv det tomme skema for {about} som PDF."
    return click.command(kind, cls=DanishCommand, help=told)(chosen(settings_option(write)))


for _kind, _about in {"elev": "en elev", "klasse": "en klasse", "emne": "et emne"}.items():
    form.add_command(_blank(_kind, _about))


@form.command(cls=DanishCommand)
@click.argument("blank", metavar="BLANKET")
@click.option("--name", metavar="NAVN", help="Hvad skemaet skal hedde: 2-12 bogstaver a-z (ellers efter filen).")
@click.option(
    "--version", "version", type=click.IntRange(1, 999), default=1, metavar="TAL", help="Skemaets version (1)."
)
@click.option(
    "--kind", type=click.Choice(_KINDS), metavar="SLAGS", help="elev, klasse eller emne (ellers efter felterne)."
)
@click.option(
    "--out", metavar="MAPPE", help="Mappen til egne skemaer (ellers den i indstillingerne, ellers ./skemaer)."
)
@settings_option
@click.pass_context
def learn(
    ctx: click.Context,
    blank: str,
    name: str | None,
    version: int,
    kind: str | None,
    out: str | None,
    settings: str | None,
) -> None:
    """Lær et andet skema at kende af et tomt eksemplar (PDF eller billede).

    Skriver en mappe med form.toml, blank.pdf og et billede af hver side med de felter, der er fundet. Se billederne
    igennem, ret form.toml, og kør "tovholder form check" på mappen. Slutter med 1, når noget er usikkert.
    """
    from cases.kinds import Kind
    from intake.form_file import save_form

    values, _ = settings_or_example(settings)
    root = Path(out) if out else values.reading.forms or _HOME
    called = _named(name, blank)
    proposal = _proposed(_content(blank), called, version, values.reading.tessdata)
    form = replace(proposal.form, kind=Kind(kind)) if kind else proposal.form
    doubts = {number: doubt for number, doubt in enumerate(proposal.doubts) if doubt}
    folder = save_form(root, form, doubts)
    for number, picture in enumerate(proposal.pictures, 1):
        (folder / f"side-{number}.png").write_bytes(picture)
    click.echo(f"{len(form.fields)} felter er fundet i {form.title}, {_pages(form.pages)}.")
    for number, doubt in doubts.items():
        field = form.fields[number]
        click.echo(f'Usikkert: {_in_danish(field.name)} på side {field.page} ved "{field.label}": {doubt}.')
    for sentence in (*proposal.lacking, *proposal.bare):
        click.echo(_NAMED.sub(lambda named: _in_danish(named[1]), sentence))
    note(f"Skrevet: {folder}. Se billederne igennem, ret form.toml, og kør: tovholder form check {folder}")
    ctx.exit(1 if doubts or proposal.lacking or proposal.bare else 0)


@form.command(cls=DanishCommand)
@click.argument("folder", metavar="[MAPPE]", required=False)
@settings_option
@click.pass_context
def check(ctx: click.Context, folder: str | None, settings: str | None) -> None:
    """Se efter, om et skema er beskrevet rigtigt: en linje for hver fejl, med feltet og hvad der skal gøres.

    Peg på skemaets egen mappe eller på mappen med jeres skemaer (ellers den i indstillingerne, ellers ./skemaer).
    Tegner siderne igen med felterne, som de står nu.
    """
    from intake.form_check import check_form
    from intake.form_file import FILE

    root = Path(folder) if folder else _home(settings)
    folders = [root] if (root / FILE).is_file() else sorted(each.parent for each in root.glob(f"*/{FILE}"))
    if not folders:
        raise RefusedError(f"Der er intet skema i {root}: peg på en mappe med {FILE} i.")
    wrong = 0
    for one in folders:
        checked = check_form(one)
        for number, picture in enumerate(checked.pictures, 1):
            write_file(str(one / f"side-{number}.png"), picture)
        for fault in checked.faults:
            click.echo(f"FEJL  {one.name}: {fault}")
        for remark in checked.remarks:
            click.echo(f"NB    {one.name}: {remark}")
        if not checked.faults:
            click.echo(f"OK    {one.name}: {checked.says}")
        wrong += len(checked.faults)
    ctx.exit(1 if wrong else 0)


def _home(settings: str | None) -> Path:
    """The folder of learned forms that the settings name."""
    values, _ = settings_or_example(settings)
    return values.reading.forms or _HOME


def _content(blank: str) -> bytes:
    try:
        return Path(blank).read_bytes()
    except FileNotFoundError:
        raise RefusedError(f"{blank} findes ikke: ret stien.") from None
    except OSError:
        raise RefusedError(f"{blank} kan ikke læses: ret stien.") from None


def _named(name: str | None, blank: str) -> str:
    """A form's id: what was asked for, else the letters of the file's name."""
    from service.form_name import form_name

    if name is not None and not _NAME.fullmatch(name):
        raise SettingsError(f"--name {name} kan ikke bruges: skriv 2-12 bogstaver fra a til z.")
    return name or form_name(blank)


def _proposed(content: bytes, name: str, version: int, languages: Path | None) -> "Proposal":
    from cases.application import Unread
    from intake.child import ChildReader
    from service.own_form import refuse_our_own

    with ChildReader(languages) as reader:
        answer = reader.learn(content, name, version)
        if isinstance(answer, Unread):
            raise RefusedError(f"Skemaet kan ikke læses. {answer.why}")
        refuse_our_own(reader.read(content))
    return answer


def _in_danish(name: str) -> str:
    """What a field is for, and what it is called in form.toml."""
    from review.blanks import NAMES

    return f'"{NAMES[name]}" ({name})' if name in NAMES else f'"{name}"'


def _pages(count: int) -> str:
    return "1 side" if count == 1 else f"{count} sider"
