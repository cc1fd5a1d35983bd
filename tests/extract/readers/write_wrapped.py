"""Reports inside something else: a script, a portal's answer, an archive."""

from __future__ import annotations

import json
from html import escape
from random import Random

from tests.extract.grids import expand
from tests.extract.layouts import Print
from tests.extract.readers.containers import package
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_ofd import ofd
from tests.extract.readers.write_xlsx import xlsx


def _markup(document: Print) -> str:
    parts = []
    for part in document.parts():
        if isinstance(part, str):
            parts.append(f"<p>{escape(part)}</p>")
            continue
        rows = (
            "".join(f"<td>{escape(slot.box.text if slot.begins else '')}</td>" for slot in row)
            for row in expand(part.rows)
        )
        parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return "".join(parts)


def _quoted(text: str) -> str:
    """Return a text as gkmlpt escapes it."""
    plain = json.dumps(text, ensure_ascii=False)
    return plain.replace("<", "\\u003C").replace(">", "\\u003E")


def script_page(document: Print, rng: Random) -> bytes:
    """A page whose body is in a script, beside a table of metadata."""
    detail = (
        f'{{"id":3255421,"title":{_quoted(document.title)},"content":{_quoted(_markup(document))}}}'
    )
    script = f"window._CONFIG = {{ SID: '755001', DETAIL: {detail}, TREE: [1, {{'a': 'b'}}] }};"
    box = "<table><tr><td>发布机构：</td><td>某办公室</td></tr></table>"
    head = "<script>var a = 'it\\'s'; // \"\n</script>"
    return f"<html><head>{head}</head><body>{box}<script>{script}</script></body></html>".encode()


def json_answer(document: Print, rng: Random) -> bytes:
    """What a portal's interface answers."""
    article = {"title": document.title, "list": [1, {"x": None}], "content": _markup(document)}
    return json.dumps({"code": 0, "data": article}, ensure_ascii=rng.random() < 0.5).encode()


def zipped(document: Print, rng: Random) -> bytes:
    """An archive with a notice, a report and a file of another kind."""
    report = rng.choice((docx, xlsx, ofd))(document, rng)
    members: dict[str, str | bytes] = {
        "通知.txt": "请查收附件。",
        "年报/报告.bin": report,
        "图/p.gif": b"GIF89a...",
    }
    body = package(members, gbk=rng.random() < 0.5)
    return package({"内.zip": body}) if rng.random() < 0.3 else body
