"""Many portals at once, as quick as a server can be: what an endurance test crawls.

`python -m tests.farm.load PORTALS REPORTS` listens, prints the front pages as JSON, and serves
until its standard input is closed. Three portals drip a byte a second, two never answer, one has a
pager without end; the others are plain.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

DRIPPING, SILENT, ENDLESS = range(3), range(3, 5), range(5, 6)
COLUMN = "/zwgk/zfxxgknb/"
_ROWS = 20
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_PROSE = "本机关按照条例要求，及时、准确公开政府信息，回应社会关切，接受群众监督。" * 9


@dataclass(frozen=True)
class Plot:
    """One portal of the load: its number and its pages by path."""

    number: int
    pages: Mapping[str, bytes]

    @property
    def address(self) -> str:
        """The loopback address that is its own."""
        return f"127.3.{self.number // 200}.{self.number % 200 + 1}"


@contextmanager
def listening(portals: int, reports: int) -> Iterator[dict[str, str]]:
    """Give the front pages of so many portals, which listen in a process of their own."""
    command = [sys.executable, "-m", __name__, str(portals), str(reports)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.stdin.close()


def plot(number: int, reports: int) -> Plot:
    """Return a portal with a front page, a column in pages of 20 rows, and its reports."""
    area = f"第{number}县"
    years = range(2024, 2024 - reports, -1)
    pages = {"/": _page("首页", f'<a href="{COLUMN}">政府信息公开年报</a>')}
    parts = [years[start : start + _ROWS] for start in range(0, reports, _ROWS)]
    for place, part in enumerate(parts):
        rows = "".join(_row(area, year) for year in part)
        following = _name(place + 1) if place + 1 < len(parts) or number in ENDLESS else ""
        link = f'<a href="{COLUMN}{following}">下一页</a>' if following else ""
        pages[COLUMN + _name(place)] = _page("政府信息公开年报", f"<ul>{rows}</ul>{link}")
    for year in years:
        title = f"{area}人民政府{year}年政府信息公开工作年度报告"
        body = "".join(f"<p>{heading}</p><p>{_PROSE}</p>" for heading in _HEADINGS)
        pages[f"{COLUMN}{year + 1}01/{year}.html"] = _page(title, f"<h1>{title}</h1>{body}")
    return Plot(number, pages)


def _name(place: int) -> str:
    return f"index_{place}.html" if place else ""


def _row(area: str, year: int) -> str:
    title = f"{area}人民政府{year}年政府信息公开工作年度报告"
    return f'<li><a href="{COLUMN}{year + 1}01/{year}.html">{title}</a>{year + 1}-01-20</li>'


def _page(title: str, body: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


async def _answer(plot: Plot, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            await _send(plot, line.split()[1].decode(), writer)
    except (ConnectionError, asyncio.CancelledError):
        return
    finally:
        writer.close()


async def _send(plot: Plot, path: str, writer: asyncio.StreamWriter) -> None:
    body = plot.pages.get(path)
    if body is None and plot.number in ENDLESS and "index_" in path:
        body = _endless(plot, path)
    status = "200 OK" if body is not None else "404 Not Found"
    told = body or b""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(told)}\r\n\r\n"
    if plot.number in SILENT and path != "/robots.txt":
        await asyncio.sleep(3600)
    writer.write(head.encode())
    if plot.number in DRIPPING and path != "/robots.txt":
        for byte in told:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(1)
    else:
        writer.write(told)
    await writer.drain()


def _endless(plot: Plot, path: str) -> bytes:
    """Repeat the last page under ever new numbers, as pagers without bound do."""
    last = [name for name in plot.pages if name.startswith(COLUMN) and name.count("/") == 3][-1]
    number = int(path.partition("index_")[2].partition(".")[0])
    rows = plot.pages[last].decode().partition("</ul>")[0]
    return f'{rows}</ul><a href="{COLUMN}index_{number + 1}.html">下一页</a>'.encode()


async def _serve(portals: int, reports: int) -> None:
    bases = {}
    for number in range(portals):
        one = plot(number, reports)
        server = await asyncio.start_server(partial(_answer, one), one.address, 0)
        port = server.sockets[0].getsockname()[1]
        bases[f"p{number}"] = f"http://{one.address}:{port}/"
    sys.stdout.write(json.dumps(bases) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
