"""Reading the conversations from GitHub: only what has changed since they were read last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from perfgit.company.discussions import LONGEST_TEXT, Discussion, Discussions, Said
from perfgit.github.models import Comment, File, LineComment, Pull, Review
from perfgit.github.publish import MARK
from perfgit.github.session import Session

MOST_FILES = 3000
"""GitHub lists no more files of a pull request."""

SPARED = 0.5
"""The share of the hour's requests that is left to others."""

_OPINIONS = {"APPROVED": "approved", "CHANGES_REQUESTED": "changes_requested"}


def read(
    session: Session,
    before: Discussions | None = None,
    *,
    since: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Discussions:
    """All conversations, the latest first; of `before`, what has not changed is kept.

    Where nothing was left for later the last time, only what has changed since is listed. Reading
    stops while half of the hour's requests are left: the site can wait, the gate cannot.
    """
    old = before if before and before.repository == session.repository else None
    known = {pull.number: pull for pull in old.pulls} if old else {}
    whole = old if old and old.complete and not since else None
    listed = list(
        _pulls(
            session, since, max((p.updated for p in whole.pulls), default=None) if whole else None
        )
    )
    found = {number: pull for number, pull in known.items() if whole}
    left = False
    for count, pull in enumerate(listed, 1):
        kept = known.get(pull.number)
        if kept and (kept.updated, kept.head) == (pull.updated_at, pull.head.sha):
            found[pull.number] = kept
        elif session.scarce(SPARED):
            left = True
            if kept:  # as it was is better than not at all
                found[pull.number] = kept
        else:
            found[pull.number] = _discussion(session, pull)
        if progress:
            progress(count, len(listed))
    pulls = sorted(found.values(), key=lambda pull: (pull.updated, pull.number), reverse=True)
    return Discussions(repository=session.repository, complete=not (left or since), pulls=pulls)


def _pulls(session: Session, since: dt.date | None, after: dt.datetime | None) -> Iterator[Pull]:
    """Those that something has happened in since a day, or since (and in) a moment."""
    listed = session.get_all("pulls", Pull, state="all", sort="updated", direction="desc")
    seen: set[int] = set()
    for pull in listed:
        if (since and pull.updated_at.date() < since) or (after and pull.updated_at < after):
            return
        if pull.number not in seen:  # one that was touched meanwhile comes twice
            seen.add(pull.number)
            yield pull


def _discussion(session: Session, pull: Pull) -> Discussion:
    where = f"pulls/{pull.number}"
    paths: dict[str, None] = {}
    count = 0
    for file in session.get_all(f"{where}/files", File):
        count += 1
        paths[file.filename] = None
        if file.previous_filename:
            paths[file.previous_filename] = None
    said = [
        *_comments(session, pull.number),
        *_reviews(session, where),
        *_line_comments(session, where),
    ]
    said.sort(key=lambda one: (one.at.timestamp() if one.at else 0.0, one.link))
    return Discussion(
        number=pull.number,
        title=pull.title,
        link=pull.html_url,
        state="merged" if pull.merged_at else pull.state,
        draft=pull.draft,
        by=pull.user.login if pull.user else None,
        opened=pull.created_at,
        updated=pull.updated_at,
        head=pull.head.sha,
        paths=list(paths),
        complete=count < MOST_FILES,
        said=said,
    )


def _comments(session: Session, number: int) -> Iterator[Said]:
    for one in session.get_all(f"issues/{number}/comments", Comment):
        if not (one.body or "").startswith(MARK):  # the summary is no part of the conversation
            yield _said(one, "comment")


def _line_comments(session: Session, where: str) -> Iterator[Said]:
    for one in session.get_all(f"{where}/comments", LineComment):
        yield _said(one, "line").model_copy(update={"path": one.path, "line": one.line})


def _said(one: Comment, kind: str) -> Said:
    return Said.model_validate(
        {
            "by": one.user.login if one.user else None,
            "at": one.created_at,
            "kind": kind,
            "text": (one.body or "")[:LONGEST_TEXT],
            "link": one.html_url,
        }
    )


def _reviews(session: Session, where: str) -> Iterator[Said]:
    for one in session.get_all(f"{where}/reviews", Review):
        opinion = _OPINIONS.get(one.state.upper())
        if opinion is None and not (one.body or "").strip():
            continue  # what surrounds comments at lines
        yield Said.model_validate(
            {
                "by": one.user.login if one.user else None,
                "at": one.submitted_at,
                "kind": "review",
                "text": (one.body or "")[:LONGEST_TEXT],
                "opinion": opinion,
                "link": one.html_url,
            }
        )
