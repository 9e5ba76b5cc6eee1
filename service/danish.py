"""click in Danish: headings, help and what it says of wrong use."""

import difflib

import click
from click import exceptions

_WHOLE = 1000
"""Letters of a sentence that is never cut; click would end it with three dots."""


class DanishCommand(click.Command):
    """A command whose help speaks Danish."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's parts, with Danish words for the variable ones."""
        return ["[VALG]" if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write "Brug: …"."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Brug: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under "Valg"."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Valg"):
                formatter.write_dl([(name, text.replace("[required]", "(skal skrives)")) for name, text in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help, explained in Danish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Vis denne hjælp, og stop."
        return option


class DanishGroup(DanishCommand, click.Group):
    """A group of commands whose help speaks Danish."""

    command_class = DanishCommand
    group_class = type

    def __init__(self, *args: object, **extra: object) -> None:
        extra.setdefault("subcommand_metavar", "KOMMANDO …")
        super().__init__(*args, **extra)  # type: ignore[arg-type]  # click's own many parameters, handed on unchanged

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        with formatter.section("Kommandoer"):
            formatter.write_dl(self.rows(ctx))
        super().format_options(ctx, formatter)

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands, each with its first sentence, whole."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, command.get_short_help_str(_WHOLE)) for name, command in commands if command]


def wrong_use(error: exceptions.ClickException) -> str:
    """One sentence: what is wrong with the command line, and where to read on."""
    ctx = error.ctx if isinstance(error, exceptions.UsageError) else None
    help_at = f" Se {ctx.command_path} --help." if ctx else ""
    return f"{_what(error)}{help_at}"


def _what(error: exceptions.ClickException) -> str:
    match error:
        case exceptions.NoSuchOption():
            return f"{error.option_name} er ikke et valg her.{_near(error.possibilities)}"
        case exceptions.NoArgsIsHelpError() if isinstance(error.ctx.command, click.Group):
            return f"Skriv en kommando mere: {', '.join(error.ctx.command.list_commands(error.ctx))}."
        case exceptions.NoSuchCommand():
            return f"'{error.command_name}' er ikke en kommando.{_near(_alike(error))}"
        case exceptions.MissingParameter() if error.param is not None:
            return f"{_name(error.param)} mangler."
        case exceptions.BadParameter() if error.param is not None:
            choices = error.param.type.choices if isinstance(error.param.type, click.Choice) else ()
            allowed = f": skriv {' eller '.join(map(str, choices))}" if choices else ""
            return f"{_name(error.param)} har en forkert værdi{allowed}."
        case exceptions.BadOptionUsage():
            return f"{error.option_name} er brugt forkert: det kræver en værdi, eller det tager ingen."
        case exceptions.UsageError():
            return "Kommandolinjen kan ikke forstås: der er for mange eller for få ord."
        case _:
            return error.format_message()


def _alike(error: exceptions.NoSuchCommand) -> list[str]:
    """The commands that look like the one that was written."""
    group = error.ctx.command if error.ctx else None
    known = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
    return difflib.get_close_matches(error.command_name, known)


def _name(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _near(words: list[str] | None) -> str:
    return f" Mente du {words[0]}?" if words else ""
