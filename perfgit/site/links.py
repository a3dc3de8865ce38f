"""Addresses on the company's web host: the one place that knows how GitHub spells them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, quote_plus

from perfgit.model.org import CompanyFile


class Links(NamedTuple):
    """Where files of a company's repository are read, changed and talked about.

    Every method gives None where the company names no repository, or there is no path.
    `HEAD` stands for the default branch, whatever it is called.
    """

    base: str | None

    @classmethod
    def of(cls, info: CompanyFile) -> Links:
        """The links of a company."""
        return cls(f"https://{info.host}/{info.repository}" if info.repository else None)

    def file(self, path: str | None) -> str | None:
        """The file, to be read."""
        return self._at("blob/HEAD", path)

    def edit(self, path: str | None) -> str | None:
        """The host's editor; saving there proposes the change as a pull request."""
        return self._at("edit/HEAD", path)

    def history(self, path: str | None) -> str | None:
        """Everything that was ever merged into the file, each with its pull request."""
        return self._at("commits/HEAD", path)

    def new(self, path: str | None) -> str | None:
        """The host's editor with a new file of this path."""
        if not (self.base and path):
            return None
        folder, _, name = path.rpartition("/")
        return f"{self.base}/new/HEAD/{quote(folder)}?filename={quote_plus(name)}"

    def discuss(self, path: str | None) -> str | None:
        """Pull requests that speak of the file; the gate's summary names every path it judges."""
        if not (self.base and path):
            return None
        query = quote_plus(f'is:pr "{path}"')
        return f"{self.base}/pulls?q={query}"

    def _at(self, view: str, path: str | None) -> str | None:
        return f"{self.base}/{view}/{quote(path)}" if self.base and path else None
