"""The language of the interface: asked for in the address, kept in a cookie, or the browser's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from datasette.utils.asgi import Request

LANGUAGES = ("en", "zh")
COOKIE = "nianbao-language"


def choose_language(request: Request) -> str:
    """Return `en` or `zh`: that of `?lang=`, of the cookie, or of Accept-Language, else English."""
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    accepted = request.headers.get("accept-language", "").lower()
    return "zh" if accepted.startswith("zh") else "en"


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the interface's words in a language, by name."""
    data = tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))
    return {name: words[LANGUAGES.index(language)] for name, words in data.items()}
