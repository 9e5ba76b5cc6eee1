"""The registers as files on the pages: `review.web.desk.Sheets`, read and written as on the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cases.registers import Entry, Register, Registers
from review.registers import BOOKS
from service.registers import (
    read_educators,
    read_rounds,
    read_schools,
    row_numbers,
    unknown_words,
    write_register,
    write_workbook,
)

Read = Callable[[bytes], tuple[tuple[Entry, ...], tuple[str, ...]]]

_READ: Mapping[Register, Read] = {
    Register.SCHOOLS: read_schools,
    Register.EDUCATORS: read_educators,
    Register.ROUNDS: read_rounds,
}


class RegisterSheets:
    """Spreadsheets of registers; it holds nothing."""

    def read(self, register: Register, content: bytes, others: Registers) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        """The entries of a file and its faults, among them what educators name and no register has."""
        entries, faults = _READ[register](content)
        return entries, (*faults, *(_misfits(register, content, entries, others) if entries else ()))

    def write(self, register: Register, entries: Sequence[Entry], *, workbook: bool) -> bytes:
        """The register as XLSX, else as CSV with the mark that Excel knows UTF-8 by."""
        columns = BOOKS[register].columns
        if workbook:
            return write_workbook(entries, columns)
        return write_register(entries, columns).encode("utf-8-sig")


def _misfits(register: Register, content: bytes, entries: tuple[Entry, ...], others: Registers) -> tuple[str, ...]:
    fresh: Mapping[Register, str] = {
        Register.SCHOOLS: "schools",
        Register.EDUCATORS: "educators",
        Register.ROUNDS: "rounds",
    }
    whole = replace(others, **{fresh[register]: entries})  # type: ignore[arg-type]  # one field, by its name
    rows = row_numbers(content, BOOKS[register].columns) if register is Register.EDUCATORS else ()
    return unknown_words(whole.educators, whole.schools, whole.rounds, rows)
