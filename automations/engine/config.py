"""config.yaml: thirty lines that say who is who and where things are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from automations.engine.core.findings import Message
from automations.engine.core.school_holidays import KNOWN, days_of, with_own
from automations.engine.core.settings import Settings
from automations.engine.mail_config import Address, Filled, Mail
from automations.engine.words import languages
from automations.engine.yaml_files import Document, FileError, KeyPath, MessageError, read_yaml

VERSION = "0.1"
NAME = "config.yaml"
ZONE = "Europe/Amsterdam"
_PASSWORD = "WERKBLAD_MAIL_PASSWORD"  # noqa: S105 - where one belongs
_MICROSOFT = "WERKBLAD_MICROSOFT_SECRET"
_SECRET_KEY = re.compile(r"(?i)password|passwd|wachtwoord|secret|geheim|token|api_?key")
# Also user@city:secret@host, and a secret with a slash.
_SECRET_URL = re.compile(r"(?i)^[a-z+]+://(?:[^@]*:[^@]*@|[^/]*:[^/]+@)")
_LINK = re.compile(r"^[a-z+]+://")


def _zone(value: str) -> str:
    # The usual one needs no look at six hundred files.
    if value != ZONE and value not in available_timezones():
        raise MessageError("files.zone", value=value)
    return value


def _language(value: str) -> str:
    if value not in languages():
        raise MessageError("files.language", value=value, known=", ".join(languages()))
    return value


def _location(value: str) -> str:
    if _LINK.match(value):
        raise MessageError("files.source", version=VERSION, value=value)
    return value


def _https(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_right = parts.scheme == "https" and parts.hostname and (parts.port or 1)
    except ValueError:
        is_right = False
    if not is_right or not value.isascii() or not value.isprintable() or " " in value:
        raise MessageError("files.ping", value=value)
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class People(_Strict):
    """Who is who: one coordinator, and the addresses of each role."""

    model_config = ConfigDict(extra="allow", frozen=True)  # a city may name roles of its own

    coordinator: Address
    case_handlers: list[Address] = []
    mayor_office: list[Address] = []
    board: list[Address] = []
    __pydantic_extra__: dict[str, list[Address]]


class Retention(_Strict):
    """How long things are kept, in months."""

    signals: Annotated[int, Field(ge=1, le=120)] = 12
    contacts: Annotated[int, Field(ge=1, le=120)] = 12


class _File(_Strict):
    """The keys of config.yaml."""

    organisation: Filled
    network: Filled
    timezone: Annotated[str, AfterValidator(_zone)] = ZONE
    language: Annotated[str, AfterValidator(_language)] = "nl"
    today: date | None = None
    phone: str = ""
    people: People
    workbooks: dict[str, Annotated[str, AfterValidator(_location)]]
    mail: Mail
    window: tuple[time, time] = (time(8), time(18))
    free_days: list[date] = []
    school_region: Literal["noord", "midden", "zuid"] = "midden"
    school_holidays: list[tuple[date, date]] = []
    monthly_cap: Annotated[int, Field(ge=1)] = 4
    hold_above: Annotated[int, Field(ge=1)] = 200
    retention: Retention = Retention()
    dpia: date | None = None
    ping: Annotated[str, AfterValidator(_https)] | None = None
    ping_trouble: Annotated[str, AfterValidator(_https)] | None = None

    @model_validator(mode="after")
    def _holidays_are_forward(self) -> _File:
        if any(first > last for first, last in self.school_holidays):
            raise MessageError("files.school-holidays")
        return self

    @model_validator(mode="after")
    def _window_is_forward(self) -> _File:
        if self.window[0] >= self.window[1]:
            raise MessageError("files.window")
        return self


@dataclass(frozen=True)
class Config:
    """A read config.yaml; `workbooks` says where each is, relative to the workspace."""

    settings: Settings
    workbooks: Mapping[str, str]
    mail: Mail
    today: date | None
    zone: ZoneInfo
    dpia: date | None = None  # when the data-protection impact assessment was made
    ping: str | None = None  # what a dead man's switch wants to be asked for while all is well
    ping_trouble: str | None = None  # and while it is not


def read_config(folder: Path) -> Config:
    """Read the config.yaml of a workspace; raises FileError with every mistake at once."""
    path = folder / NAME
    if not path.is_file():
        raise FileError([Document(NAME, None, {}).mistake((), Message("files.no-config"))])
    document = read_yaml(path, NAME)
    found = [document.mistake(key, message) for key, message in _refused(document.data)]
    try:
        file = _File.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        found += document.mistakes(error)
    if found:  # what is refused by name is reported once, in its own words
        first = {mistake.key: mistake for mistake in reversed(found)}
        raise FileError(sorted(first.values(), key=lambda mistake: mistake.line or 0))
    return _config(file)


def _config(file: _File) -> Config:
    people = file.people
    roles = {
        "coordinator": (people.coordinator,),
        "case_handlers": tuple(people.case_handlers),
        "mayor_office": tuple(people.mayor_office),
        "board": tuple(people.board),
        **{role: tuple(addresses) for role, addresses in people.__pydantic_extra__.items()},
    }
    settings = Settings(
        organisation=file.organisation,
        network=file.network,
        roles=MappingProxyType(roles),
        timezone=file.timezone,
        language=file.language,
        phone=file.phone,
        window=file.window,
        free_days=frozenset(file.free_days),
        monthly_cap=file.monthly_cap,
        school_holidays=days_of(with_own(KNOWN[file.school_region], file.school_holidays)),
        hold_above=file.hold_above,
        to_folder=file.mail.server is None,
        retention_months=MappingProxyType(file.retention.model_dump()),
    )
    return Config(
        settings=settings,
        workbooks=MappingProxyType(file.workbooks),
        mail=file.mail,
        today=file.today,
        zone=ZoneInfo(file.timezone),
        dpia=file.dpia,
        ping=file.ping,
        ping_trouble=file.ping_trouble,
    )


def _refused(data: Any, key: KeyPath = ()) -> list[tuple[KeyPath, Message]]:  # noqa: ANN401 - any YAML
    """Find what may never stand in the file: secrets, and a Google link for the signals."""
    if isinstance(data, dict):
        inner = [
            refused for name, value in data.items() for refused in _refused(value, (*key, name))
        ]
        variable = _MICROSOFT if "microsoft" in key else _PASSWORD
        names = [
            ((*key, name), _secret(variable)) for name in data if _SECRET_KEY.search(str(name))
        ]
        return names + inner
    if isinstance(data, str):
        if _SECRET_URL.match(data):
            return [(key, _secret(_PASSWORD))]
        if key == ("workbooks", "signals") and "google" in data.lower():
            return [(key, Message("files.signals-link"))]
    return []


def _secret(variable: str) -> Message:
    return Message("files.secret", {"variable": variable})
