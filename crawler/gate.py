"""The robots gate: a host's robots.txt is known before anything else is asked of it."""

from __future__ import annotations

from archive.captures import get_capture
from crawler.forwarding import MAX_HOPS, find_forwarding
from crawler.job import Job
from crawler.outcomes import REDIRECTS, Verdict
from crawler.page import Page
from crawler.robots import Policy, may_answer_later, read_policy
from crawler.settle import read_page

MAX_TRIES = 3


class RobotsGate:
    """Keeps one policy an origin for the length of a run, over interruptions."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._policies: dict[str, Policy] = {}
        self._tries: dict[str, int] = {}
        self._onward: dict[str, tuple[str, int]] = {}
        self._roots: dict[str, str] = {}

    def policy(self, origin: str, portal: str) -> Policy | None:
        """Return what an origin allows, None if it must be asked."""
        self._roots.setdefault(origin, self._job.roots[portal])
        if origin not in self._policies and origin not in self._tries:
            self._recall(origin)
        return self._policies.get(origin)

    def next_url(self, origin: str) -> str:
        """Return where an origin's robots.txt is to be asked for: it may forward."""
        self._tries.setdefault(origin, 0)
        return self._onward.get(origin, (f"{origin}/robots.txt", 0))[0]

    def learn(self, origin: str, url: str, page: Page | None, verdict: Verdict) -> Policy | None:
        """Take an answer in; returns the policy, None if the origin is to be asked once more."""
        hops = self._onward.get(origin, (url, 0))[1]
        if page is not None and page.status in REDIRECTS:
            target = find_forwarding(page)
            # RFC 9309 2.3.1.2: after five redirects the file counts as unavailable.
            if target and hops < MAX_HOPS and not self._refused(origin, target):
                self._onward[origin] = (target, hops + 1)
                return None
            return self._keep(origin, Policy())
        policy = read_policy(page, verdict)
        self._tries[origin] = self._tries.get(origin, 0) + 1
        if may_answer_later(policy) and self._tries[origin] < MAX_TRIES:
            return None
        return self._keep(origin, policy)

    def forget_failures(self) -> None:
        """Ask again for every robots.txt that could not be had."""
        failed = [origin for origin, one in self._policies.items() if may_answer_later(one)]
        for origin in failed:
            del self._policies[origin]
            self._tries[origin] = MAX_TRIES - 1

    def _refused(self, origin: str, target: str) -> bool:
        return self._job.guard.refusal(target, self._roots.get(origin, origin)) is not None

    def _keep(self, origin: str, policy: Policy) -> Policy:
        self._policies[origin] = policy
        return policy

    def _recall(self, origin: str) -> None:
        """A resumed run takes robots.txt from what the interrupted one stored."""
        url = f"{origin}/robots.txt"
        while (number := self._job.robots_capture(url)) is not None:
            capture = get_capture(self._job.archive, number)
            page = read_page(self._job.archive, capture)
            verdict = Verdict(capture["outcome"], capture["detail"])
            onward = None if self.learn(origin, url, page, verdict) else self.next_url(origin)
            if onward in {None, url}:
                return
            url = onward
