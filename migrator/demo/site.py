"""All hosts of the sample blog: which one answers what, and its faults; no sockets, so it can be asked directly."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from migrator.demo.answers import Answer, Ask, page, redirect, validated
from migrator.demo.feed_routes import feed_answer, platform_path
from migrator.demo.markup import Templates, View
from migrator.demo.pictures import find_shot, wrapper_values
from migrator.demo.routes import missing, routed

if TYPE_CHECKING:
    from migrator.demo.content import Blog, Fault

_COMMENT_WINDOW = re.compile(r"/(?:comment(?:-iframe)?\.g|comment/fullpage/post/\d+/(?P<post>\d+))")


class Site:
    """Answers requests for all hosts of the sample; faults count the attempts of one instance."""

    def __init__(self, blog: Blog, *, faults: bool = True) -> None:
        self.blog = blog
        self._view = View(blog, Templates(blog.folder / "templates"))
        self._faults = {fault.url: fault for fault in blog.faults} if faults else {}
        self._attempts: Counter[str] = Counter()
        self._lock = Lock()

    def answer(self, ask: Ask) -> Answer:
        """Return the answer to a request; 421 for a host that is not of this sample."""
        identity = self.blog.identity
        if ask.host in identity.aliases:
            return redirect(identity.home + ask.target, 301)
        if ask.host == identity.main:
            return self._main(ask)
        if ask.host == identity.platform:
            return self._platform(ask)
        if ask.host in self.blog.image_hosts:
            return self._picture(ask)
        return page("This server does not answer for that host.\n", "text/plain", 421)

    def _main(self, ask: Ask) -> Answer:
        fault = self._faults.get(ask.target)
        if fault and (trouble := self._trouble(fault)):
            return trouble
        answer = validated(ask, routed(self._view, ask) or missing(self._view), self.blog.updated)
        return replace(answer, slow=fault.slow) if fault else answer

    def _trouble(self, fault: Fault) -> Answer | None:
        with self._lock:
            self._attempts[fault.url] += 1
            attempt = self._attempts[fault.url]
        if attempt not in fault.attempts:
            return None
        wait = (("Retry-After", str(fault.retry_after)),) if fault.retry_after is not None else ()
        return replace(page("<h1>Try again later</h1>", status=fault.status), headers=wait)

    def _platform(self, ask: Ask) -> Answer:
        """The platform's own host: feeds by blog id, and windows that stand for its pages."""
        path = platform_path(self.blog, ask.path)
        if path is not None:
            answer = feed_answer(self.blog, ask, path) or missing(self._view)
            return validated(ask, answer, self.blog.updated)
        if match := _COMMENT_WINDOW.fullmatch(ask.path):
            entry = self.blog.by_id.get(match["post"] or ask.parameters.get("postID", ""))
            return page("<title>Post a Comment</title>") if entry else missing(self._view)
        if ask.path == "/" or ask.path.startswith("/profile/"):
            return page("<title>Blogger: User Profile</title><h1>Sample profile</h1>")
        return missing(self._view)

    def _picture(self, ask: Ask) -> Answer:
        shot = find_shot(self.blog, ask.host, ask.path)
        if shot is None:
            return page("<h1>404</h1>", status=404)
        if shot.wrapped:
            return page(self._view.share("wrapper", **wrapper_values(ask.host, ask.path, shot)))
        body = (self.blog.folder / "images" / shot.file).read_bytes()
        return validated(ask, Answer(200, body, shot.media_type), self.blog.updated)
