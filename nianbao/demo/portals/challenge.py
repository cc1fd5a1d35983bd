"""松岭县: a portal behind a script challenge that nobody may solve."""

from __future__ import annotations

from nianbao.demo.oracle import ExpectedPortal
from nianbao.demo.portals.common import Setting, Site
from nianbao.demo.responses import Response, Routes

_COOKIE = ("Set-Cookie", "__jsluid_s=c9bf0a31d24e5f6788990a1b2c3d4e5f; max-age=31536000; path=/")
_BODY = (
    b"<script>document.cookie=('_')+('_jsl_clearance_s=1737682200.114|-1|abc;Max-age=3600');"
    b"location.href=location.pathname+location.search</script>"
)


def build(setting: Setting) -> Site:
    """Return a portal that answers everything but robots.txt with status 521."""
    wall = Response(_BODY, 521, "text/html", (_COOKIE,), validators=False)
    robots = Response(b"404 Not Found", 404, "text/plain", validators=False)
    expected = ExpectedPortal(setting.info.id, "blocked", "")
    return Site(Routes({"/robots.txt": robots}, {}, wall), expected)
