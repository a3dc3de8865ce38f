"""Addresses on the company's web host: the one place that knows how GitHub spells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from perfgit.model.org import CompanyFile

LONGEST = 8_000
"""Bytes of an address that every browser, GitHub and what lies between them take."""


class Links(NamedTuple):
    """Where files of a company's repository are read, changed and talked about.

    Every method gives None where the company names no repository, or there is no path.
    The host's editor wants the default branch by its name; `HEAD` leads nowhere there.
    """

    base: str | None
    branch: str = "main"

    @classmethod
    def of(cls, info: CompanyFile) -> Links:
        """The links of a company."""
        base = f"https://{info.host}/{info.repository}" if info.repository else None
        return cls(base, info.branch)

    def file(self, path: str | None) -> str | None:
        """The file, to be read."""
        return self._at("blob", path)

    def edit(self, path: str | None) -> str | None:
        """The host's editor; saving there proposes the change as a pull request."""
        return self._at("edit", path)

    def history(self, path: str | None) -> str | None:
        """Everything that was ever merged into the file, each with its pull request."""
        return self._at("commits", path)

    def new(self, path: str | None, skeletons: Iterable[str] = ()) -> str | None:
        """The host's editor with a new file of this path, and the first skeleton that fits.

        `skeletons` are texts to begin with, the fullest first.
        """
        if not (self.base and path):
            return None
        plain = f"{self.base}/new/{self.branch}?filename={quote(path, safe='')}"
        for text in skeletons:
            found = f"{plain}&value={quote(text, safe='')}"
            if len(found) <= LONGEST:
                return found
        return plain

    def form(self, kind: str, **answers: str) -> str | None:
        """The host's issue form (`perfgit forms`) with answers filled in, as far as they fit."""
        if not self.base:
            return None
        found = f"{self.base}/issues/new?template={kind}.yml"
        for field, said in answers.items():
            more = f"&{field}={quote(said, safe='')}" if said else ""
            found += more if len(found) + len(more) <= LONGEST else ""
        return found

    def discuss(self, path: str | None) -> str | None:
        """Pull requests that speak of the file; the gate's summary names every path it judges."""
        if not (self.base and path):
            return None
        query = quote_plus(f'is:pr "{path}"')
        return f"{self.base}/pulls?q={query}"

    def _at(self, view: str, path: str | None) -> str | None:
        if not (self.base and path):
            return None
        return f"{self.base}/{view}/{quote(self.branch)}/{quote(path)}"
