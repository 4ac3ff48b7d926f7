"""Settings: what a person set, from the environment and the config file, and the folders of this user.

Owns names, defaults and order: an argument beats the environment, which beats `config.toml`, which beats the system.
Which content that leads to belongs to `assistant.opening`.
"""

from __future__ import annotations

import locale as system_locale
import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import platformdirs

from kb.phrases import LOCALES

if TYPE_CHECKING:
    from collections.abc import Mapping

APP = "naze"
LOCAL_STORE = "local"
"""As `NAZE_STORE`: one person's file, whatever the config file says."""


class SettingsError(Exception):
    """A setting that cannot be used; `key` names the phrase `settings.<key>` and `values` fill it."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class Settings(NamedTuple):
    """Everything that is set. `content` are the folders laid over the shipped content, in order; `store` is the address
    of the team's server, empty for one person's file.

    `usual_lang` is the language without `NAZE_LANG`; `lang_fixed` says that the user chose `lang`.
    """

    lang: str
    usual_lang: str
    lang_fixed: bool
    content: tuple[Path, ...]
    config_file: Path
    cache_folder: Path
    data_folder: Path
    store: str
    config: Mapping[str, object]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this user. Raises SettingsError for a config file or a value that cannot be used."""
    environ = os.environ if environ is None else environ
    folder = platformdirs.user_config_path(APP, appauthor=False)
    config_file = Path(environ.get("NAZE_CONFIG") or folder / "config.toml")
    config = _load_config(config_file)
    usual_lang = config.get("lang") or system_lang(environ)
    lang = environ.get("NAZE_LANG") or usual_lang
    for each in (lang, usual_lang):
        if each not in LOCALES:
            raise SettingsError("bad_lang", value=str(each)[:40], known=", ".join(LOCALES))
    content = [Path(part) for part in environ.get("NAZE_CONTENT", "").split(os.pathsep) if part]
    if not content:
        listed = config.get("content", [])
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise SettingsError("bad_content", file=str(config_file))
        content = [config_file.parent / Path(each).expanduser() for each in listed]
    return Settings(
        lang=str(lang),
        usual_lang=str(usual_lang),
        lang_fixed=bool(environ.get("NAZE_LANG") or config.get("lang")),
        content=tuple(content),
        config_file=config_file,
        cache_folder=Path(environ.get("NAZE_CACHE") or platformdirs.user_cache_path(APP, appauthor=False)),
        data_folder=Path(environ.get("NAZE_DATA") or platformdirs.user_data_path(APP, appauthor=False)),
        store=_store_of(environ.get("NAZE_STORE", ""), config.get("store", ""), config_file),
        config=config,
    )


def _store_of(given: str, listed: object, config_file: Path) -> str:
    """The server's address. In the config file, which others may read, it must not have a password."""
    if given in ("", LOCAL_STORE) and listed in ("", LOCAL_STORE):
        return ""
    from assistant.team.address import parse_address

    try:
        listed_address = parse_address(str(listed)) if listed not in ("", LOCAL_STORE) else None
    except ValueError as error:
        raise SettingsError("bad_store_file", file=str(config_file)) from error
    if listed_address is not None and listed_address.has_password:
        raise SettingsError("store_password", file=str(config_file))
    if given == LOCAL_STORE:
        return ""
    try:
        return parse_address(given).url if given else str(listed)
    except ValueError as error:
        raise SettingsError("bad_store") from error


def _load_config(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("bad_config", file=str(path), problem=str(error)) from error


def system_lang(environ: Mapping[str, str]) -> str:
    """The language of the system: `ja` when it is Japanese, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "ja" if value.lower().startswith("ja") else "en"
    if sys.platform == "win32":
        import ctypes

        return "ja" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x11 else "en"
    return "ja" if (system_locale.getlocale()[0] or "").lower().startswith("ja") else "en"
