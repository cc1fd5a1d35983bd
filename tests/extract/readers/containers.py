"""ZIP containers made by hand, hostile ones included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_WHEN = (2025, 1, 31, 0, 0, 0)


def package(members: Mapping[str, str | bytes], *, gbk: bool = False) -> bytes:
    """Return a ZIP; `gbk` writes names as Windows does, in GBK and without a mark."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            # zipfile marks as UTF-8 what is not ASCII; the names are set in place afterwards.
            placeholder = "".join(c if c.isascii() else "__" for c in name) if gbk else name
            member = zipfile.ZipInfo(placeholder, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    body = buffer.getvalue()
    if gbk:
        for name in members:
            placeholder = "".join(c if c.isascii() else "__" for c in name)
            body = body.replace(placeholder.encode(), name.encode("gbk"))
    return body
