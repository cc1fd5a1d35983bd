"""Pages of lists that a form asks for: a field with the page's number, or ASP.NET's post-back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from lxml import html

from crawler.bodies import read_body
from crawler.model import Entry, Found
from crawler.page import Page
from crawler.rows import is_bare_year
from crawler.scripts import is_path
from crawler.syntax import arguments_of, evaluate, name_of_call, parse_script, walk
from extract.text import squeeze

PRIORITY = 60
_POST_BACK, _STATE = "__doPostBack", "__VIEWSTATE"
# Fields that hold the number of a page, on many portals.
PAGE_FIELD = re.compile(
    r"(?:\w{1,12}\.)?(?:c|curr?|current|go(?:to)?|to|now)?_?page(?:_?(?:no|num|number|index|id|now))?"
    r"|current|pn|pg",
    re.IGNORECASE,
)


def find_form_page(page: Page, click: str, number: int) -> Found | None:
    """Return the request that a pager's link makes by way of a form, None if it makes none.

    `number` is the page that the link is for.
    """
    for call in (node for node in walk(parse_script(click)) if node.type == "call_expression"):
        told = [evaluate(one, {}) for one in arguments_of(call)]
        if name_of_call(call) == _POST_BACK and told and told[0]:
            return _post_back(page, told[0], (told[1] if len(told) > 1 else None) or "")
    form = _form_with_number(page)
    if form is None or str(number) not in re.findall(r"\d+", click):
        return None
    fields = fields_of(form)
    name = next(name for name in fields if PAGE_FIELD.fullmatch(name))
    return _submit(page, form, {**fields, name: str(number)})


def find_choices(page: Page, entry: Entry) -> Iterator[Found]:
    """Yield the columns of single years, or of single bodies, that a form of a column lets choose.

    The page of one year has the same form again.
    """
    chosen = entry.context.get("evidence", {}).keys() & {"year", "directory"}
    for choice in () if chosen else page.tree.xpath("//form//select[@name]"):
        options = [one for one in choice.iter("option") if not is_path(one.get("value") or "")]
        years = [one for one in options if is_bare_year(_text(one))]
        bodies = [one for one in options if read_body(_text(one))]
        kind, several = ("year", years) if len(years) > len(bodies) else ("directory", bodies)
        for option in several if len(several) > 1 else ():
            context = {"title": _text(option), "evidence": {kind: PRIORITY}}
            if body := read_body(_text(option)):
                context["body"] = body
            found = _choose(page, choice, option.get("value") or _text(option))
            yield replace(found, role="column", context=context, priority=PRIORITY)


def _choose(page: Page, choice: html.HtmlElement, value: str) -> Found:
    form = next(choice.iterancestors("form"))
    fields = {**fields_of(form), choice.get("name"): value}
    if _STATE in fields:
        fields |= {"__EVENTTARGET": choice.get("name"), "__EVENTARGUMENT": ""}
    return _submit(page, form, fields)


def fields_of(form: html.HtmlElement) -> dict[str, str]:
    """Return what a browser would send with a form, its buttons left alone."""
    fields: dict[str, str] = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if not name or kind in {"submit", "button", "image", "reset", "file"}:
            continue
        if kind in {"checkbox", "radio"} and element.get("checked") is None:
            continue
        fields[name] = _value(element)
    return fields


def _text(element: html.HtmlElement) -> str:
    return squeeze(element.text or "")


def _value(element: html.HtmlElement) -> str:
    if element.tag == "select":
        options = element.xpath(".//option[@selected]") or element.xpath(".//option")
        return str(options[0].get("value") or options[0].text or "") if options else ""
    return str(element.get("value") or (element.text if element.tag == "textarea" else "") or "")


def _post_back(page: Page, target: str, argument: str) -> Found | None:
    forms = page.tree.xpath(f"//form[.//input[@name='{_STATE}']]") or page.tree.xpath("//form")
    if not forms:
        return None
    asked = {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    return _submit(page, forms[0], {**fields_of(forms[0]), **asked}, method="POST")


def _form_with_number(page: Page) -> html.HtmlElement | None:
    forms = page.tree.iter("form")
    return next((form for form in forms if any(map(PAGE_FIELD.fullmatch, fields_of(form)))), None)


def _submit(
    page: Page, form: html.HtmlElement, fields: Mapping[str, str], method: str | None = None
) -> Found:
    url = page.join(form.get("action") or "") or page.url
    body = urlencode(fields, encoding=page.encoding, errors="replace")
    if (method or form.get("method") or "GET").upper() == "POST":
        return Found(url, "list", method="POST", body=body)
    return Found(f"{url.partition('?')[0]}?{body}", "list")
