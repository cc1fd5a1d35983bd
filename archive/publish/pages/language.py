"""The language of the interface: asked for in the address, kept in a cookie, or the browser's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

LANGUAGES = ("en", "zh")
COOKIE = "nianbao-language"
_YEAR = 365 * 24 * 60 * 60


def choose_language(request: Request) -> str:
    """Return `en` or `zh`: that of `?lang=`, of the cookie, or of Accept-Language, else English."""
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    accepted = request.headers.get("accept-language", "").lower()
    return "zh" if accepted.startswith("zh") else "en"


def keep_language(request: Request, response: Response) -> None:
    """Give the reader who asked for a language a cookie that says so."""
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, request.args["lang"], max_age=_YEAR, httponly=True)


def switch_address(request: Request) -> str:
    """Return the address of this very page in the other language, as a query string."""
    other = "en" if choose_language(request) == "zh" else "zh"
    kept = [
        (name, value)
        for name in request.args
        if name != "lang"
        for value in request.args.getlist(name)
    ]
    return "?" + urlencode([*kept, ("lang", other)])


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the interface's words in a language, by name."""
    data = tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))
    return {name: words[LANGUAGES.index(language)] for name, words in data.items()}
