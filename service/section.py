"""What every section of the settings is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    """A part of the settings: frozen, and an unknown key is a fault (it is nearly always a misspelling)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
