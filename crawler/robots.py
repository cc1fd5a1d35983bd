"""robots.txt after RFC 9309: what a host's answer allows."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from crawler.outcomes import Outcome, Verdict
from crawler.page import Page

TOKEN = "nianbao"  # noqa: S105 - the name by which robots.txt may address us
MAX_BYTES = 500 * 1024


@dataclass(frozen=True)
class Policy:
    """What may be asked of one origin; `refusal` forbids everything and says why."""

    rules: Protego | None = None
    refusal: Verdict | None = None

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked for."""
        if self.refusal is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float:
        """The seconds between requests that the host asks for."""
        asked = self.rules.crawl_delay(TOKEN) if self.rules is not None else None
        return float(asked or 0)


def read_policy(page: Page | None, verdict: Verdict) -> Policy:
    """Read an answer for robots.txt: 4xx allows, 5xx and no answer forbid until it answers.

    Many portals answer with a page that says "not found" and status 200: HTML is no robots file.
    """
    if page is None:
        return Policy(refusal=verdict)
    if verdict.outcome == "blocked":
        return Policy(refusal=verdict)
    if page.status >= 500:
        detail = f"robots.txt answered HTTP {page.status}"
        return Policy(refusal=Verdict("robots_forbidden", detail))
    if page.status != 200 or page.is_html:
        return Policy()
    text = page.body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return Policy(rules=Protego.parse(text))


def may_answer_later(policy: Policy) -> bool:
    """Tell whether a refusal is of a kind that may pass."""
    passing: set[Outcome] = {"robots_forbidden", "timeout", "unreachable", "refused"}
    return policy.refusal is not None and policy.refusal.outcome in passing
