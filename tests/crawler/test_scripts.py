"""What scripts ask for is read from their text; nothing is run, and what cannot be told is None."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.scripts import Reach, Scripts, is_path

HERE = "http://www.yunlan.gov.cn/zwgk/index.html?gk=4"


def scripts(*texts: str) -> Scripts:
    return Scripts(texts, HERE, (("col", "77"),))


@pytest.mark.parametrize(
    ("script", "reached"),
    [
        ("$.getJSON('/list?page=1', show)", Reach("/list?page=1", "fetch")),
        ("$.get('/data/' + kind + '.html'); var kind = 'nb';", Reach("/data/nb.html", "fetch")),
        ("$.getJSON('/more?gk='+getQuery('gk')+'&page=1')", Reach("/more?gk=4&page=1", "fetch")),
        ('var gk = getUrlParam("gk"); fetch(`/more?gk=${gk}`)', Reach("/more?gk=4", "fetch")),
        ("$('#list').load('list.html?t=' + Math.random())", Reach("list.html?t=0", "fetch")),
        (
            "$.ajax({url: '/a/b', type: 'post', data: {id: 7, who: who, page: 1}, success: f})",
            Reach("/a/b", "fetch", "POST", "id=7&page=1"),
        ),
        ("$.ajax({type: 'GET', data: {id: '7'}, url: '/a/b'})", Reach("/a/b?id=7", "fetch")),
        ("$.get('/a/b', {page: 1}, f)", Reach("/a/b?page=1", "fetch")),
        ("axios.post('/a/b', {page: 1})", Reach("/a/b", "fetch", "POST", '{"page": 1}')),
        (
            "axios.post('/a/b', Qs.stringify({page: 1, id: 'a'}))",
            Reach("/a/b", "fetch", "POST", "page=1&id=a"),
        ),
        ("axios.get('/a/b', {params: {page: 1}})", Reach("/a/b?page=1", "fetch")),
        (
            "var q = {page: 1, in: [true, '7']}; $.ajax({url: '/a/b', type: 'POST', data: q})",
            Reach("/a/b", "fetch", "POST", "page=1"),
        ),
        (
            "var q = {a: [true, '7']}; fetch('/a/b', {method: 'post', body: JSON.stringify(q)})",
            Reach("/a/b", "fetch", "POST", '{"a": [true, "7"]}'),
        ),
        ("const q = {page: 1}; $.post('/a/b', q, show)", Reach("/a/b", "fetch", "POST", "page=1")),
        ("x = new XMLHttpRequest(); x.open('get', '/a.json', true)", Reach("/a.json", "fetch")),
        ("document.getElementById('f').src = 'list.htm'", Reach("list.htm", "frame")),
        ("$('#f').attr('src', 'list.htm')", Reach("list.htm", "frame")),
        (
            "function load(k, n) { $.get('/d/' + k + '_' + n + '.html') } load('nb', 1)",
            Reach("/d/nb_1.html", "fetch"),
        ),
        ("$(function(){ $.get('/a/b') })", Reach("/a/b", "fetch")),
        ("var c = $('#col').val(); $.get('/l', {c: c})", Reach("/l?c=77", "fetch")),
        ("$.get('/l?c=' + document.getElementById('col').value)", Reach("/l?c=77", "fetch")),
        ("$.get('/l?c=' + $('#other').val())", None),
        ("<CMS:tag/> broken ((", None),
        ("$.get('/data/' + kind + '.html')", None),
        ("cache.get('/data/a.html')", None),
        ("/* $.get('/a/b') */ // $.get('/a/c')", None),
        ("$.get('/a/' + b.replace('x', 'y'))", None),
        ("var a = '1'; a = '2'; $.get('/a/' + a)", None),
    ],
)
def test_what_is_fetched(script: str, reached: Reach | None) -> None:
    assert scripts(script).fetched() == ((reached,) if reached else ())


@pytest.mark.parametrize(
    ("click", "reached"),
    [
        ("jumpToDetail('./202501/t20250124_1.html')", Reach("./202501/t20250124_1.html")),
        ("return openUrl('http://a.gov.cn/b', 1)", Reach("http://a.gov.cn/b")),
        ("window.open('/a.pdf')", Reach("/a.pdf")),
        ("self.location.href='nb/index.htm'", Reach("nb/index.htm")),
        ("getMainData('ndbg')", Reach("/data/ndbg.html", "fetch")),
        ("page(3)", Reach("list_3.html")),
        ("turn(1)", Reach("index.html")),
        ("turn(3)", Reach("index_2.html")),
        ("choose(1)", Reach("index.html")),
        ("choose(3)", Reach("index_2.html")),
        ("onward()", Reach("list_5.html")),
        ("named('3')", Reach("list_31.html")),
        ("menu.show('nb')", Reach("/menu/nb", "fetch")),
        ("getOther('ndbg')", None),
        ("void(0)", None),
        ("alert('a/b')", None),
    ],
)
def test_where_a_click_leads(click: str, reached: Reach | None) -> None:
    page = scripts(
        "function getMainData(k){var u = '/data/'+k+'.html'; $.get(u,function(d){})}",
        "function page(n){ location.href = 'list_' + n + '.html' }",
        "function turn(n){ if (n == 1) location.href = 'index.html';"
        " else location.href = 'index_' + (n - 1) + '.html' }",
        "function choose(n){ location.href = n > 1 ? 'index_' + (n - 1) + '.html' : 'index.html' }",
        "var here = 4; function onward(){ location.href = 'list_' + (here + 1) + '.html' }",
        "function named(n){ location.href = 'list_' + (n + 1) + '.html' }",
        "var menu = {show: function(k){ $.get('/menu/' + k) }}",
    )
    assert page.follow(click) == reached


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("window.location.href='/portal/'", "/portal/"),
        ("location = 'index.shtml'", "index.shtml"),
        ("top.location.replace('/a/' + 'b.html')", "/a/b.html"),
        (
            "if(/Android|iP/.test(navigator.userAgent)){location.href='/m/'}else{location='/pc/'}",
            "/pc/",
        ),
        ("if(isMobile()) location.href='/m/';\nlocation.href='/pc/'", "/pc/"),
        ("location.href = ismobile ? '/m/' : '/pc/'", "/pc/"),
        ("if(/Android|iP/.test(navigator.userAgent)){location.href='/m/'}", None),
        ("location.href = location.protocol + '//' + location.host + '/x/'",
         "http://www.yunlan.gov.cn/x/"),
        ("var u='/x/'; setTimeout(function(){ location.href = u }, 3000)", "/x/"),
        ("setTimeout(\"location.href='/x/'\", 3000)", "/x/"),
        ("function go(n){ location.href = n }", None),
        ("if (location.href == '/a/') { f() }", None),
    ],
)  # fmt: skip
def test_where_everybody_is_sent(script: str, target: str | None) -> None:
    assert scripts(script).gone_to() == target


def test_what_is_chosen_is_told_to_the_script() -> None:
    page = scripts("function turn(y){ location.href = 'list.html?year=' + y }")
    assert page.follow("turn(this.value)", "2023") == Reach("list.html?year=2023")
    assert page.follow("turn(this.value)") is None


def test_one_broken_script_does_not_spoil_the_others() -> None:
    assert scripts("if (a { 'x", "$.get('/a/b')").fetched() == (Reach("/a/b", "fetch"),)


def test_records() -> None:
    page = scripts("d.add(5, 0, '\\u5e74\\u62a5', \"/nb/\"); var t = {name: 'a', url: '/b/'}")
    assert list(page.records()) == [(("年报", "/nb/"), ()), (("a", "/b/"), ())]


@pytest.mark.parametrize(
    "tree",
    [
        "[{id: 4, name: '年报', open: 'true'}, {id: 41, pId: 4, name: '市政府', url: '/a/'}]",
        "[{name: '年报', open: 'true', children: [{name: '市政府', url: '/a/'}]}]",
    ],
)
def test_records_of_a_tree_come_with_the_one_above(tree: str) -> None:
    assert (("市政府", "/a/"), ("年报", "true")) in list(scripts(f"var nodes = {tree}").records())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("./a.html", True), ("/a/", True), ("http://a.gov.cn/", True), ("list.jsp?id=3", True),
        ("?page=2", True), ("ndbg", False), ("2024年", False), ("3", False), ("点击 / 查看", False),
    ],
)  # fmt: skip
def test_what_looks_like_an_address(text: str, expected: bool) -> None:
    assert is_path(text) is expected


@given(st.text(alphabet="(){}[]'\"`+;=./abc $<年\\\n", max_size=60))
def test_no_script_is_too_broken(text: str) -> None:
    page = scripts(text)
    assert page.gone_to() is None or isinstance(page.gone_to(), str)
    assert all(one.url for one in page.fetched())
    assert page.follow(text) is None or isinstance(page.follow(text), Reach)
