"""The environment, or a file named .env in the working folder, as frozen values."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.reader import EvaluatorChoice
from bot.errors import SettingsError

PREFIX = "PLUMBLINE_"
"""What the name of every variable of our own begins with; Slack's begin with SLACK_."""
SETTINGS_FILE = Path(".env")
"""Read from the working folder; the environment goes before it."""

OPENAI_URL = "https://api.openai.com/v1"
"""Where a model is asked when no other server is named."""

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})

_Kind = TypeVar("_Kind", bound=BaseSettings)


class Settings(BaseSettings):
    """What reading needs; every value has a default that works."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=SETTINGS_FILE,
        frozen=True,
        env_ignore_empty=True,
        extra="ignore",
    )

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


class BotSettings(BaseSettings):
    """What the bot in Slack needs; only the two tokens have no default."""

    model_config = SettingsConfigDict(
        env_file=SETTINGS_FILE,
        frozen=True,
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
    )

    bot_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    """Begins with ``xoxb-``; from "OAuth & Permissions" of the app's settings in Slack."""
    app_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    """Begins with ``xapp-``, with the scope connections:write; from "Basic Information"."""
    signing_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET"
    )
    """Not needed while the bot talks to Slack over a socket."""
    api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    """Base of the Web API, ending in ``/api/``; another one for tests alone."""
    database_url: str = Field(default="", validation_alias="PLUMBLINE_DATABASE_URL")
    """SQLAlchemy address; "" for SQLite in the data folder."""
    data_dir: Path = Field(default=Path("plumbline-data"), validation_alias="PLUMBLINE_DATA_DIR")
    """Folder of the embedded database and of the key file; made when it is not there."""
    key: SecretStr = Field(default=SecretStr(""), validation_alias="PLUMBLINE_KEY")
    """Base64 of 32 bytes, several with commas (the first seals); "" for a key file."""
    recruiters: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="PLUMBLINE_RECRUITERS"
    )
    """Slack ids with commas: of people (U…) and of user groups (S…)."""
    allow_public: bool = Field(default=False, validation_alias="PLUMBLINE_ALLOW_PUBLIC")
    """Whether candidate data may be posted in public channels."""
    allow_org_shared: bool = Field(default=False, validation_alias="PLUMBLINE_ALLOW_ORG_SHARED")
    """Whether it may be posted in channels shared across workspaces of the organisation."""
    at_once: int = Field(default=8, ge=1, le=64, validation_alias="PLUMBLINE_AT_ONCE")
    """Documents that are under way at the same time; PLUMBLINE_WORKERS of them are being read."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="PLUMBLINE_LOG_LEVEL"
    )

    @field_validator("bot_token", "app_token", "signing_secret", "key", mode="before")
    @classmethod
    def _trim(cls, value: object) -> object:
        # A file that a secret is kept in ends in a line end, which the log would not blot out.
        return value.strip() if isinstance(value, str) else value

    @field_validator("recruiters", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("recruiters")
    @classmethod
    def _are_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(part[:1] in ("U", "W", "S") and part.isalnum() for part in value):
            message = "name people and groups by their Slack ids, such as U012AB3CD or S012AB3CD"
            raise ValueError(message)
        return value

    @field_validator("api_url")
    @classmethod
    def _is_a_base(cls, value: str) -> str:
        if not _is_safe_address(value):
            message = "it begins with https://, or with http:// for this machine alone"
            raise ValueError(message)
        if not value.endswith("/api/"):
            message = "it ends in /api/"
            raise ValueError(message)
        return value

    @property
    def key_file(self) -> Path:
        """Where the key is kept when the environment gives none."""
        return self.data_dir / "key"

    @property
    def lock_file(self) -> Path:
        """What the one process on an embedded database holds."""
        return self.data_dir / "plumbline.lock"

    @property
    def url(self) -> str:
        """Address of the database, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'plumbline.db'}"


class ModelSettings(BaseSettings):
    """Which language model reads beside the offline evaluator; none as long as none is named."""

    model_config = SettingsConfigDict(
        env_file=SETTINGS_FILE,
        frozen=True,
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
    )

    model: str = Field(
        default="", max_length=200, pattern=r"^[\x21-\x7e]*$", validation_alias="PLUMBLINE_MODEL"
    )
    """Name that the server knows it by; "" for none, so that a key alone sends nothing away."""
    evaluator: EvaluatorChoice = Field(
        default=EvaluatorChoice.AUTO, validation_alias="PLUMBLINE_EVALUATOR"
    )
    """Who reads where nobody says otherwise."""
    api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    """May be empty for a server of one's own."""
    base_url: str = Field(default=OPENAI_URL, validation_alias="PLUMBLINE_MODEL_URL")
    """Base of an API like OpenAI's, without a slash at the end."""
    wire: Literal["auto", "responses", "chat"] = Field(
        default="auto", validation_alias="PLUMBLINE_MODEL_WIRE"
    )
    """``auto``: responses for OpenAI and Azure, chat for any other."""
    concurrency: int = Field(
        default=8, ge=1, le=256, validation_alias="PLUMBLINE_MODEL_CONCURRENCY"
    )
    """Requests that are under way at the same time."""
    requests_per_minute: int = Field(
        default=0, ge=0, le=100_000, validation_alias="PLUMBLINE_MODEL_REQUESTS_PER_MINUTE"
    )
    """Requests that begin within a minute, evenly spread; 0 for no limit of our own."""
    deadline_seconds: float = Field(
        default=120.0,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        validation_alias="PLUMBLINE_MODEL_DEADLINE",
    )
    """Wall time of one question with all that is tried for it, waiting for a turn apart."""
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        allow_inf_nan=False,
        validation_alias="PLUMBLINE_MODEL_TEMPERATURE",
    )
    """Sent only when set; models that reason take none."""
    tier: str = Field(default="", pattern=r"^[a-z]{0,20}$", validation_alias="PLUMBLINE_MODEL_TIER")
    """Service tier, such as ``flex``; "" for what the account has."""
    table: Path | None = Field(default=None, validation_alias="PLUMBLINE_MODEL_TABLE")
    """YAML file that adds models to the shipped table of prices and dates, or replaces them."""
    monthly_cap: Decimal | None = Field(
        default=None,
        gt=0,
        le=1_000_000_000,
        decimal_places=6,
        validation_alias="PLUMBLINE_MODEL_MONTHLY_CAP",
    )
    """USD that readings may cost in a calendar month (UTC); then no new one asks a model."""

    @field_validator("api_key", mode="before")
    @classmethod
    def _trim(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("api_key")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            message = "it holds a character that no key has; copy the whole of it anew"
            raise ValueError(message)
        return value

    @field_validator("base_url")
    @classmethod
    def _is_a_model_base(cls, value: str) -> str:
        if not _is_safe_address(value):
            message = "it begins with https://, or with http:// for this machine alone"
            raise ValueError(message)
        address = urlsplit(value)
        if "@" in address.netloc or address.query or address.fragment or not value.isprintable():
            message = "it is an address and a path, without a password, ? or #"
            raise ValueError(message)
        return value.rstrip("/")

    @property
    def is_configured(self) -> bool:
        """Whether a model may be asked: it is named, and OpenAI's own also has a key."""
        has_key = bool(self.api_key.get_secret_value())
        return bool(self.model) and (has_key or self.base_url != OPENAI_URL)


def load_settings() -> Settings:
    """Read what reading needs.

    Raises:
        SettingsError: A variable holds a value that cannot be used; names the variable alone.
    """
    settings = _load(Settings)
    if not settings.rubrics.is_dir():
        variable = f"{PREFIX}RUBRICS"
        raise SettingsError(
            f"{variable} is not a folder: {settings.rubrics}.",
            f"Name a folder with rubric files, or unset {variable}.",
        )
    return settings


def load_bot_settings(**given: Any) -> BotSettings:  # noqa: ANN401  # fields of all types
    """Read what the bot needs; that the tokens are there is checked where they are used.

    Args:
        given: Values by field that go before the environment.

    Raises:
        SettingsError: A variable holds a value that cannot be used; names the variable alone.
    """
    return _load(BotSettings, **given)


def load_model_settings(**given: Any) -> ModelSettings:  # noqa: ANN401  # fields of all types
    """Read which language model is used, if any.

    Args:
        given: Values by field that go before the environment.

    Raises:
        SettingsError: A variable holds a value that cannot be used; names the variable alone.
    """
    return _load(ModelSettings, **given)


def require_tokens(settings: BotSettings) -> None:
    """Refuse to start without tokens, or with the two in each other's place.

    Raises:
        SettingsError: Says which, and where to find it.
    """
    bot, app = settings.bot_token.get_secret_value(), settings.app_token.get_secret_value()
    if bot.startswith("xapp-") and app.startswith("xoxb-"):
        raise SettingsError(
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are in each other's place.",
            "The bot's begins with xoxb-, the app's with xapp-.",
        )
    for variable, value, prefix, place in (
        ("SLACK_BOT_TOKEN", bot, "xoxb-", "OAuth & Permissions"),
        ("SLACK_APP_TOKEN", app, "xapp-", "Basic Information, App-Level Tokens"),
    ):
        if not value:
            raise SettingsError(
                f"{variable} is not set.",
                f"Copy it from your app's settings in Slack ({place}), or try `make demo`.",
            )
        if not value.startswith(prefix):
            raise SettingsError(
                f"{variable} does not begin with {prefix}.",
                f"Copy it from your app's settings in Slack ({place}).",
            )
        if not value.isascii() or not value.isprintable() or " " in value:
            raise SettingsError(
                f"{variable} holds a character that no token has.",
                f"Copy the whole of it anew from your app's settings in Slack ({place}).",
            )


def _is_safe_address(value: str) -> bool:
    """Whether tokens may be sent there: encrypted, or without leaving this machine."""
    address = urlsplit(value)
    try:
        _ = address.port
    except ValueError:
        return False
    is_here = address.scheme == "http" and address.hostname in _THIS_MACHINE
    return bool(address.hostname) and (address.scheme == "https" or is_here)


def _load(kind: type[_Kind], **given: Any) -> _Kind:  # noqa: ANN401  # fields of all types
    try:
        return kind(**given)
    except UnicodeDecodeError:
        raise SettingsError(
            f"The file {SETTINGS_FILE} is no text.", "Save it as UTF-8, or remove it."
        ) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = str(first["loc"][0])
        variable = place if place.isupper() else f"{PREFIX}{place}".upper()
        raise SettingsError(
            f"{variable} cannot be used: {first['msg'].removeprefix('Value error, ')}.",
            f"Correct it, or unset {variable} to use the default.",
        ) from None
