"""The environment as one frozen value."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "PLUMBLINE_"
"""What the name of every variable begins with."""


class Settings(BaseSettings):
    """What a person can set; every value has a default that works."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    rubrics: Path = Path(__file__).resolve().parents[1] / "rubrics"
    """Folder with the rubrics; beside the package in a checkout and in an installed wheel."""
    rubric: str = "ai_engineer"
    """Rubric that is used when none is named."""
    workers: int = Field(default=2, ge=1, le=64)
    """Processes that read documents; two keep all of them under 400 MB."""
    seconds: float = Field(default=10.0, gt=0, le=600)
    """Time that reading one document may take."""
    memory: int = Field(default=1024, ge=256, le=65536)
    """Address space of one reading process, in MiB."""
    pages: int = Field(default=50, ge=1, le=10_000)
    """Pages that one document may have."""
    megabytes: float = Field(default=25.0, gt=0, le=1024)
    """Size that one document may have, in MiB."""


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: A variable holds a value that cannot be used; names the variable alone.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        variable = f"{PREFIX}{first['loc'][0]}".upper()
        raise SettingsError(
            f"{variable} cannot be used: {first['msg']}.",
            f"Correct it, or unset {variable} to use the default.",
        ) from None
    if not settings.rubrics.is_dir():
        variable = f"{PREFIX}RUBRICS"
        raise SettingsError(
            f"{variable} is not a folder: {settings.rubrics}.",
            f"Name a folder with rubric files, or unset {variable}.",
        )
    return settings
