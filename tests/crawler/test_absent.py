"""A page that says only what its host says to an invented address is no page."""

from crawler.absent import invent, is_absence
from crawler.page import Page


def page(text: str) -> Page:
    body = f"<html><head><title>x</title></head><body>{text}</body></html>"
    return Page("http://127.0.1.1/a.html", 200, (), body.encode())


def test_an_invented_address_stands_in_the_same_folder_and_stays_the_same() -> None:
    first = invent("http://127.0.1.1/zwgk/nb/1.html")
    assert first == invent("http://127.0.1.1/zwgk/nb/2.html")
    assert first.startswith("http://127.0.1.1/zwgk/nb/nianbao")
    assert first != invent("http://127.0.1.2/zwgk/nb/1.html")


def test_numbers_aside_both_have_to_say_the_same() -> None:
    absence = page("<p>温馨提示：请稍后再来。</p><p>访问量 102938</p>")
    assert is_absence(page("<p>温馨提示：请稍后再来。</p><p>访问量 102941</p>"), absence)
    assert not is_absence(page("<p>现将有关情况通报如下。</p>"), absence)
    assert not is_absence(Page("http://127.0.1.1/a", 200, (), b"%PDF-1.4"), absence)
