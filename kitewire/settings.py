"""Settings, read once from the environment. `docs/settings.md` describes each; a test holds the two together."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from kitewire.errors import SettingsError
from kitewire.spans import read_span
from kitewire.urls import host_of

LEAST_TOKEN = 16
"""Characters: 64 random bits as hexadecimal digits are that long."""
_SECRETS = ("KITEWIRE_ALERT_SECRET", "KITEWIRE_TOKEN", "KITEWIRE_READ_TOKEN")
"""Settings whose value no message repeats."""


class Settings(BaseSettings):
    """Every setting with its environment name, default and meaning. Any of them may come from a file: `NAME_FILE`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(
        "sqlite:///kitewire.db",
        validation_alias=AliasChoices("DATABASE_URL"),
        description="Where the archive is: sqlite:///PATH or postgresql://user:password@host/name.",
    )
    base_url: str = Field(
        "",
        validation_alias=AliasChoices("BASE_URL"),
        description="Public address of the service, for the links in feeds; empty: as requested.",
    )
    listen_addr: str = Field(
        "127.0.0.1",
        validation_alias=AliasChoices("LISTEN_ADDR"),
        description="Address that `kitewire serve` listens on.",
    )
    port: int = Field(
        8970,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("PORT"),
        description="Port that `kitewire serve` listens on; 0: any free one.",
    )
    log_level: str = Field(
        "WARNING",
        validation_alias=AliasChoices("LOG_LEVEL"),
        description="DEBUG, INFO, WARNING or ERROR; logs go to standard error.",
    )
    tz: str = Field(
        "Asia/Shanghai",
        validation_alias=AliasChoices("TZ"),
        description="IANA time zone in which commands show times and read dates.",
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        validation_alias=AliasChoices("KITEWIRE_ALLOW_HOSTS"),
        description="Hosts, separated by commas, that may be fetched although their address is not public.",
    )
    user_agent: str = Field(
        "Kitewire/0.1 (+https://example.org/kitewire)",
        min_length=1,
        validation_alias=AliasChoices("KITEWIRE_USER_AGENT"),
        description="User-Agent of every request; put an address in it where you can be reached.",
    )
    archive: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_ARCHIVE"),
        description="Folder that every crawl writes its pages to, as WARC; empty: pages are not kept.",
    )
    workers: int = Field(
        2,
        ge=1,
        le=256,
        validation_alias=AliasChoices("KITEWIRE_WORKERS"),
        description="Processes that read pages beside a crawl.",
    )
    max_crawls: int = Field(
        4,
        ge=1,
        le=1000,
        validation_alias=AliasChoices("KITEWIRE_MAX_CRAWLS"),
        description="Sources that `kitewire serve`, or one `kitewire worker`, crawls at the same time.",
    )
    crawl_memory: int = Field(
        2_000_000_000,
        ge=100_000_000,
        validation_alias=AliasChoices("KITEWIRE_CRAWL_MEMORY"),
        description="Bytes of memory for one crawl with all its processes; beyond, it is ended and has failed.",
    )
    take_over: float = Field(
        30.0,
        ge=1,
        le=3600,
        validation_alias=AliasChoices("KITEWIRE_TAKE_OVER"),
        description="Seconds without a sign of life until another scheduler or worker takes over; the same everywhere.",
    )
    database_patience: float = Field(
        300.0,
        gt=0,
        le=86_400,
        validation_alias=AliasChoices("KITEWIRE_DATABASE_PATIENCE"),
        description="Seconds that a crawl waits for a database that is locked, full or away before it gives up.",
    )
    max_page_bytes: int = Field(
        20_000_000,
        ge=1000,
        validation_alias=AliasChoices("KITEWIRE_MAX_PAGE_BYTES"),
        description="A larger response is a failed page.",
    )

    alert_command: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_ALERT_COMMAND"),
        description="Command, run without a shell, that is told of findings by JSON on standard input; empty: none.",
    )
    alert_webhook: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_ALERT_WEBHOOK"),
        description="Address that findings are posted to as JSON; it may be a private one; empty: none.",
    )
    alert_secret: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_ALERT_SECRET"),
        description="Secret by which the webhook can tell that a message is ours (HMAC-SHA256); empty: unsigned.",
    )

    token: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_TOKEN"),
        description="What logs in to the service and lets it be changed; empty: `serve` makes one each time it starts.",
    )
    read_token: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_READ_TOKEN"),
        description="A second token that may only read, such as for feed readers elsewhere; empty: none.",
    )
    open_read: str = Field(
        "loopback",
        validation_alias=AliasChoices("KITEWIRE_OPEN_READ"),
        description="Who may read without a token: `loopback` (this machine), `all` or `none`.",
    )

    websub_hubs: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        validation_alias=AliasChoices("KITEWIRE_WEBSUB_HUBS"),
        description="Addresses of WebSub hubs, separated by commas: named in feeds and told of changes; empty: none.",
    )

    keep: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_KEEP"),
        description="How long the service keeps articles, such as 2y; empty: for ever.",
    )
    keep_runs: str = Field(
        "90d",
        validation_alias=AliasChoices("KITEWIRE_KEEP_RUNS"),
        description="How long the service keeps runs and cleared findings; a source's last 20 runs stay.",
    )
    keep_pages: str = Field(
        "",
        validation_alias=AliasChoices("KITEWIRE_KEEP_PAGES"),
        description="How long the service keeps files in the folder of `KITEWIRE_ARCHIVE`; empty: for ever.",
    )

    @field_validator("keep", "keep_runs", "keep_pages")
    @classmethod
    def _a_span(cls, value: str) -> str:
        if value:
            read_span(value)
        return value

    @field_validator("token", "read_token")
    @classmethod
    def _hard_to_guess(cls, value: str) -> str:
        if value and len(value) < LEAST_TOKEN:
            raise ValueError(
                f"can be guessed: give {LEAST_TOKEN} characters or more, such as those of openssl rand -hex 24"
            )
        return value

    @field_validator("open_read")
    @classmethod
    def _known_readers(cls, value: str) -> str:
        if value.lower() not in {"loopback", "all", "none"}:
            raise ValueError("must be loopback, all or none")
        return value.lower()

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            tuple(part.strip().lower() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("websub_hubs", mode="before")
    @classmethod
    def _hubs(cls, value: Any) -> Any:
        hubs = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        return tuple(dict.fromkeys(cls._is_web_address(hub) for hub in hubs))

    @field_validator("alert_command")
    @classmethod
    def _splits(cls, value: str) -> str:
        try:
            shlex.split(value)
        except ValueError as error:
            raise ValueError(f"cannot be split into words: {error}") from error
        return value

    @field_validator("user_agent")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("must be one line of text: every request carries it")
        return value

    @field_validator("alert_webhook", "base_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if value and not (value.startswith(("http://", "https://")) and host_of(value)):
            raise ValueError("is not an absolute http or https URL")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("is not an IANA time zone such as Asia/Shanghai") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone for people."""
        return ZoneInfo(self.tz)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment and its `*_FILE` twins only: no .env is read from the working directory."""
        return init_settings, env_settings, _FileTwins(settings_cls)


class _FileTwins(PydanticBaseSettingsSource):
    """`NAME_FILE=/path` gives the setting `NAME` the text of that file: secrets need not stand in the environment."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for info in self.settings_cls.model_fields.values():
            name = env_name(info)
            path = os.environ.get(f"{name}_FILE")
            if path:
                try:
                    values[name] = Path(path).read_text(encoding="utf-8").strip()
                except (OSError, UnicodeDecodeError) as error:
                    raise SettingsError(f"{name}_FILE names {path}, which cannot be read: {error}") from error
        return values


def env_name(info: Any) -> str:
    """The environment name of a settings field."""
    return str(info.validation_alias.choices[0])


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsError` that names the setting and what is wrong with it."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name, message = ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")
        now = "" if name in _SECRETS else f", now {first['input']!r}"
        # A chained pydantic error would show the value in a traceback.
        raise SettingsError(f"setting {name}{now}: {message}") from (None if name in _SECRETS else error)
