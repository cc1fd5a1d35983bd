"""Small rules: where we may go, what came of it, what robots.txt allows, what a page is."""

import importlib
import inspect
import pkgutil

import pytest
from scrapy import Spider
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from twisted.internet.error import DNSLookupError

import crawler.spiders
from crawler import settings
from crawler.discovery import discover
from crawler.failures import judge_failure
from crawler.forwarding import find_forwarding
from crawler.guard import Guard, is_loopback, is_private, site_of
from crawler.outcomes import OUTCOMES, Verdict, judge
from crawler.page import join
from crawler.proof import is_report
from crawler.resolver import refuse_private
from crawler.robots import read_policy
from crawler.rows import find_date, is_bare_year, is_menu_entry
from crawler.throttle import floor_of, read_retry_after
from tests.archive.warcs import MOMENT
from tests.crawler.pages import ROOT, make_entry, make_page

TEXT = "云澜市人民政府信息公开工作的总体情况如下。" * 15


def test_no_spider_defines_what_scrapy_no_longer_calls() -> None:
    found = []
    for module in pkgutil.iter_modules(crawler.spiders.__path__):
        loaded = importlib.import_module(f"crawler.spiders.{module.name}")
        found += [one for _, one in inspect.getmembers(loaded, inspect.isclass)]
    spiders = [one for one in found if issubclass(one, Spider) and one is not Spider]
    assert spiders
    for spider in spiders:
        assert not hasattr(spider, "start_requests")
        assert "start" in vars(spider)


def test_no_listener_is_opened() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False


@pytest.mark.parametrize(
    "url",
    [
        "https://www.yunlan.gov.cn/a",
        "http://xxgk.yunlan.gov.cn/",
        "http://www.gd.gov.cn/",
        "http://127.0.1.5:81/",
    ],
)
def test_the_guard_lets_pass(url: str) -> None:
    assert Guard(frozenset({"127.0.1.5"})).refusal(url, ROOT) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.1.6/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://8.8.8.8/",
        "https://mp.weixin.qq.com/s/a",
        "http://gov.cn.evil.example/",
        "http://evilgov.cn/",
        "ftp://www.yunlan.gov.cn/",
        "file:///etc/passwd",
    ],
)
def test_the_guard_refuses(url: str) -> None:
    assert Guard(frozenset({"127.0.1.5"})).refusal(url, ROOT)


def test_a_portal_of_another_domain_may_use_its_own() -> None:
    assert Guard().refusal("http://a.example.com.cn/", "http://www.example.com.cn/") is None
    assert Guard().refusal("http://other.com.cn/", "http://www.example.com.cn/")


def test_a_name_that_resolves_to_a_private_address_is_refused() -> None:
    assert refuse_private("8.8.8.8", "a.gov.cn") == "8.8.8.8"
    with pytest.raises(DNSLookupError, match="private address 10"):
        refuse_private("10.1.2.3", "a.gov.cn")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://www.yunlan.gov.cn:8080/a", "www.yunlan.gov.cn"),
        ("https://www.yunlan.gov.cn/a", "www.yunlan.gov.cn"),
        ("http://61.150.65.235:8080/a", "61.150.65.235:8080"),
        ("http://localhost:8001/a", "localhost:8001"),
    ],
)
def test_a_site_is_a_name_or_a_port_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


def test_a_low_delay_is_for_this_machine_only() -> None:
    assert (floor_of("127.0.1.1", 0.01), floor_of("www.gov.cn", 0.01)) == (0.01, 1.0)
    assert is_loopback("127.0.1.9")
    assert is_private("192.168.1.1")


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (200, f"<p>{TEXT}</p>", (), "ok"),
        (304, "", (), "not_modified"),
        (404, "<h1>no</h1>", (), "not_found"),
        (403, "<h1>no</h1>", (), "refused"),
        (500, "", (), "refused"),
        (302, "", (("Location", "/a"),), "ok"),
        (200, "<title>您访问的页面不存在</title><p>页面不存在</p>", (), "soft_404"),
        (412, "<script r='m'>$_ts=window['$_ts'];</script>", (), "blocked"),
        (521, "<script>go()</script>", (("Set-Cookie", "__jsluid_s=1"),), "blocked"),
        (200, f"<p>{TEXT}</p><script r='m'>$_ts=window['$_ts'];</script>", (), "ok"),
        (
            200,
            "<p>x</p><script>var arg1='0123456789ABCDEF0123456789ABCDEF01234567';</script>",
            (),
            "blocked",
        ),
        (200, f"<p>{TEXT}</p>", (("Set-Cookie", "acw_tc=1"),), "ok"),
        (200, "<title>请稍候…</title><div class='puzzle-vcode'></div>", (), "blocked"),
        (200, "<p>正在跳转，请稍候…</p><script>location.href='/nb/1.html'</script>", (), "ok"),
        (403, "<p>您的请求疑似攻击行为，已被拦截 事件ID:1</p>", (), "blocked"),
        (200, "%PDF-1.4 页面不存在", (), "ok"),
    ],
)
def test_outcomes(
    status: int, body: str, headers: tuple[tuple[str, str], ...], outcome: str
) -> None:
    assert judge(make_page(body, status=status, headers=headers)).outcome == outcome


def test_a_slider_on_every_path_is_no_robots_file() -> None:
    page = make_page("<title>请稍候…</title><div class='puzzle-vcode'></div>")
    verdict = judge(page, "robots")
    assert verdict.outcome == "blocked"
    assert not read_policy(page, verdict).allows(ROOT)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DownloadTimeoutError("60 s"), "timeout"),
        (DownloadConnectionRefusedError("no"), "unreachable"),
        (DownloadCancelledError("larger"), "too_large"),
        (DownloadFailedError("lost"), "unreachable"),
        (
            DownloadFailedError("[<twisted.python.failure.Failure OpenSSL.SSL.Error: x>]"),
            "tls_failed",
        ),
    ],
)
def test_failures(error: Exception, outcome: str) -> None:
    assert judge_failure(error).outcome == outcome
    assert outcome in OUTCOMES


ROBOTS = b"\xef\xbb\xbfUser-agent: *\nDisallow: /module/\nCrawl-delay: 3\n"


def test_robots_rules_and_delay() -> None:
    policy = read_policy(make_page(ROBOTS), Verdict("ok"))
    assert policy.allows(ROOT + "zwgk/")
    assert not policy.allows(ROOT + "module/web/a.jsp")
    assert policy.delay == 3


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [(404, "", True), (403, "", True), (503, "", False), (200, "<html>Disallow: /</html>", True)],
)
def test_robots_by_status(status: int, body: str, allowed: bool) -> None:
    page = make_page(body, status=status)
    assert read_policy(page, judge(page, "robots")).allows(ROOT) is allowed


def test_no_answer_for_robots_forbids() -> None:
    assert not read_policy(None, Verdict("timeout")).allows(ROOT)


def test_links_are_resolved_as_browsers_do() -> None:
    assert join(ROOT + "a/", " ./x y.html\n") == ROOT + "a/x%20y.html"
    assert join(ROOT + "a/", "..\\b.html") == ROOT + "b.html"
    assert join(ROOT, "javascript:void(0)") is None
    assert join(ROOT, "http://[年报") is None


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("nb.do;jsessionid=0A1B.node1?id=3", "nb.do?id=3"),
        ("nb.do;JSESSIONID=0A1B", "nb.do"),
        ("nb.php?PHPSESSID=0a1b&id=3", "nb.php?id=3"),
        ("nb.php?id=3&PHPSESSID=0a1b", "nb.php?id=3"),
        ("nb.php?PHPSESSID=0a1b", "nb.php"),
    ],
)
def test_a_visitors_number_is_no_part_of_an_address(href: str, path: str) -> None:
    assert join(ROOT, href) == ROOT + path


def test_a_query_is_written_in_the_encoding_of_its_page() -> None:
    link = "<html><a href='/公开/list.asp?lm=年报'>年报</a></html>"
    path = ROOT + "%E5%85%AC%E5%BC%80/list.asp?lm="
    assert make_page(link).anchors[0].url == path + "%E5%B9%B4%E6%8A%A5"
    assert make_page(link.encode("gbk")).anchors[0].url == path + "%C4%EA%B1%A8"


@pytest.mark.parametrize("href", ["<?=el.link?>", "{{row.url}}", "${url}", "<%=url%>"])
def test_a_template_that_was_left_unfilled_is_no_link(href: str) -> None:
    assert join(ROOT, href) is None


def test_scripts_wrapped_in_comment_marks_are_scripts() -> None:
    wrapped = "<script language='javascript'><!--\ncreatePageHTML(2, 0);\n//--></script>"
    page = make_page(
        f"<!-->a<!-- <script>old()</script><a href='/old'>旧</a> -->{wrapped}<a href='/b'>b"
    )
    assert [script.split()[1] for script in page.scripts] == ["createPageHTML(2,"]
    assert [anchor.url for anchor in page.anchors] == [ROOT + "b"]


def test_comments_and_scripts_that_never_end_are_passed_over_in_one_go() -> None:
    page = make_page("<p>" + "<!-- " * 200_000 + "<script " * 200_000)
    assert page.anchors == ()
    assert make_page("<script>" * 200_000).scripts


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("报告 2025-01-24", "2025-01-24"),
        ("[2025/1/4]", "2025-01-04"),
        ("2025年1月24日 17:32", "2025-01-24"),
        ("2024年年报", None),
        ("2025-03 15", "2025-03-15"),
        ("15 2025-03", "2025-03-15"),
        ("15日 2025年3月", "2025-03-15"),
        ("2025-03", None),
        ("2025-03 15:30", None),
        ("146 2025-03", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert find_date(text) == date


def test_menu_entries_and_years() -> None:
    assert is_menu_entry("政府信息\n 公开年报")
    assert is_menu_entry("部门年报")
    assert not is_menu_entry("云澜市2024年政府信息公开年报")
    assert not is_menu_entry("政府网站工作年度报表")
    assert is_bare_year("2023年")
    assert is_bare_year("2023年度")
    assert not is_bare_year("2023年工作")


def test_a_front_page_is_searched() -> None:
    body = """<base target="_blank"><a href="/zwgk/">政务公开</a>
    <a href="/a/b/"><em></em>政府信息<br>\n 公开年报</a><a href="/zfxxgk/zfxxgknb/"><img></a>"""
    found = discover(make_page(body), make_entry(role="root"))
    assert [(one.url.removeprefix(ROOT), one.role, one.reserve) for one in found[:3]] == [
        ("a/b/", "column", False),
        ("zfxxgk/zfxxgknb/", "column", False),
        ("zwgk/", "hub", True),
    ]
    assert all(one.reserve for one in found[2:])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("Sun, 01 Mar 2026 04:06:06 GMT", 60), ("soon", 0), (None, 0)],
)
def test_retry_after(value: str | None, seconds: float) -> None:
    assert read_retry_after(value, MOMENT) == seconds


def test_two_headings_prove_a_report() -> None:
    assert is_report(make_page("<p>一、总体情况</p><p>五、存在的主要问题及改进情况</p>"))
    assert not is_report(make_page("<p>一、总体情况</p>"))


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<meta http-equiv='refresh' content='0; url=/portal/'>", ROOT + "portal/"),
        ("<script>window.location.href='/portal/';</script>", ROOT + "portal/"),
        ('<script>location.replace("index.shtml")</script>', ROOT + "index.shtml"),
        (f"<p>{TEXT}</p><script>location.href='/m/'</script>", None),
    ],
)
def test_stubs_forward(body: str, target: str | None) -> None:
    assert find_forwarding(make_page(f"<html>{body}</html>")) == target
