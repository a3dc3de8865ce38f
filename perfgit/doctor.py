"""Is everything set up? Each finding says what is missing and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from perfgit.company.company import Company
from perfgit.company.deadlocks import deadlocks
from perfgit.company.org import Org
from perfgit.files.git import NoRepositoryError, prefix_of, remotes
from perfgit.files.repository import top_of
from perfgit.generators import GENERATORS, Place, stale
from perfgit.i18n import counted, listing, say
from perfgit.model.org import pages_address
from perfgit.problem import PerfgitError
from perfgit.scaffold.workflows import NAMES, workflow

Level = Literal["good", "advice", "wrong"]

REQUIREMENTS = ".perfgit/requirements.txt"
IGNORED = ("/.built-site/", "/.perfgit/cache/", "/.perfgit/discussions.json")


class Finding(NamedTuple):
    """What was looked at, how it stands, and the fix where there is something to mend."""

    level: Level
    what: str
    fix: str = ""


Look = Callable[[Place], Iterator[Finding]]


def examine(company: Company, root: Path) -> list[Finding]:
    """Everything that can be seen without a network, in order of importance."""
    place = Place(company, *top_of(root))
    return [finding for look in LOOKS for finding in look(place)]


def _repository(place: Place) -> Iterator[Finding]:
    company, top = place.company, place.top
    try:
        prefix_of(top)
    except NoRepositoryError:
        yield Finding("wrong", say("The company is in no git repository."), "git init")
        return
    yield Finding("good", say("The company is in a git repository."))
    if not remotes(top):
        yield Finding(
            "advice",
            say("The repository has no remote: nobody else sees it."),
            say("Make a private repository on GitHub; `git remote add origin ADDRESS`."),
        )
    if not company.info.repository:
        yield Finding(
            "advice",
            say("org/company.yml does not say where the repository lies."),
            say("Write `repository: OWNER/NAME`; the site then links to GitHub."),
        )


def _roles(place: Place) -> Iterator[Finding]:
    company = place.company
    if company.policy_doc is None or company.policy_doc.data is None:
        yield Finding(
            "wrong",
            say("org/policy.yml is missing or has errors."),
            say("`perfgit check` shows them."),
        )
        return
    roles = company.policy.roles
    for name, ids in (("hr", roles.hr), ("executive", roles.executive), ("admin", roles.admin)):
        able = [id for id in ids if _has_login(company, id)]
        if len(able) > 1:
            yield Finding(
                "good", say("{role}: {names} can approve.", role=name, names=listing(able))
            )
        else:
            yield Finding(
                "wrong" if not able else "advice",
                counted(
                    len(able),
                    "{role}: only {count} person with a GitHub login.",
                    "{role}: {count} people with a GitHub login.",
                    role=name,
                ),
                say(
                    "Name two under `roles` in org/policy.yml, with `github` in their files: nobody"
                    " approves their own change."
                ),
            )


def _has_login(company: Company, id: str) -> bool:
    person = company.person(id)
    return bool(person and person.github and not person.left)


def _stuck(place: Place) -> Iterator[Finding]:
    """What nobody could propose or approve, even if everybody had an account."""
    org = Org(place.company)
    if sum(map(org.is_active, place.company.people)) == 1:
        yield Finding(
            "advice",
            say("The company has one person: nobody can approve what that person proposes."),
            say("Add a second one in org/people/, and name both under `roles` in org/policy.yml."),
        )
        return
    owners: dict[str, list[str]] = {}
    for one in deadlocks(org, with_accounts=False):
        owner = (one.owner or "").rpartition("/")[2]
        owners.setdefault(one.row.change, []).extend([owner] if owner else [])
    stuck = [
        say("{change} ({names})", change=say(change), names=listing(dict.fromkeys(ids), most=3))
        if ids
        else say(change)
        for change, ids in owners.items()
    ]
    if stuck:
        yield Finding(
            "advice",
            say("Nobody could propose or approve: {changes}.", changes=listing(stuck, most=3)),
            say(
                "Name one more of HR and one more executive under `roles` in org/policy.yml: nobody"
                " decides about themselves, or approves their own change."
            ),
        )


def _logins(place: Place) -> Iterator[Finding]:
    company, org = place.company, Org(place.company)
    without = [
        id
        for id, doc in company.people.items()
        if doc.data and not doc.data.github and org.is_active(id)
    ]
    if without:
        yield Finding(
            "advice",
            counted(
                len(without),
                "{count} person has no GitHub login, and can propose and approve nothing: {names}.",
                "{count} people have no GitHub login, and can propose and approve nothing: {names}.",
                names=listing(without),
            ),
            say("Write `github: LOGIN` (and `github_id`) into their files in org/people/."),
        )
    else:
        yield Finding("good", say("Everybody has a GitHub login."))
    numberless = sum(
        1
        for doc in company.people.values()
        if doc.data and doc.data.github and not doc.data.github_id
    )
    if numberless:
        yield Finding(
            "advice",
            counted(
                numberless,
                "{count} person has a login without its number.",
                "{count} people have a login without its number.",
            ),
            say("Write `github_id`: logins can be renamed and taken by others, numbers stay."),
        )


def _derived(place: Place) -> Iterator[Finding]:
    """What `perfgit generate` makes; who may approve is asked by CODEOWNERS, so that one has to hold."""
    for generator in GENERATORS:
        bad: Level = "wrong" if generator.name == "codeowners" else "advice"
        try:
            files = generator.derive(place).files
            old = stale(place, files)
        except PerfgitError as error:
            yield Finding(bad, error.message, error.help)
            continue
        if not old:
            if files:
                yield Finding("good", say(generator.current))
        elif len(files) == 1 and not place.has(generator.files):
            path = generator.files
            yield Finding(bad, say("{path} is missing.", path=path), generator.command)
        else:
            yield Finding(bad, say(generator.stale), generator.command)


def _workflows(place: Place) -> Iterator[Finding]:
    folder = place.top / ".github/workflows"
    branch = place.company.info.branch
    good: list[str] = []
    for name in NAMES:
        path = f".github/workflows/{name}"
        wanted = {workflow(name, own=own, branch=branch) for own in (False, True)}
        if not (folder / name).is_file():
            yield Finding("wrong", say("{path} is missing.", path=path), "perfgit doctor --fix")
        elif _text(folder / name) not in wanted:
            yield Finding(
                "advice",
                say("{path} differs from this version's.", path=path),
                say("Compare, then `perfgit doctor --fix` writes ours."),
            )
        else:
            good.append(name)
    if len(good) == len(NAMES):
        yield Finding("good", say("All workflows are up to date."))


def _text(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.is_file() else None


def _files(place: Place) -> Iterator[Finding]:
    top = place.top
    if not (top / REQUIREMENTS).is_file() and not (top / "requirements/run.txt").is_file():
        yield Finding(
            "wrong",
            say("{path} is missing: the workflows install nothing.", path=REQUIREMENTS),
            "perfgit doctor --fix",
        )
    ignored = (top / ".gitignore").read_text("utf-8") if (top / ".gitignore").is_file() else ""
    missing = [line for line in IGNORED if line not in ignored.splitlines()]
    if missing:
        yield Finding(
            "advice",
            say(".gitignore does not name {names}.", names=listing(missing)),
            "perfgit doctor --fix",
        )


def _address(place: Place) -> Iterator[Finding]:
    """Pages that are not found name style and scripts from the top of the host."""
    address = pages_address(place.company.info.repository, place.company.info.host)
    said = _text(place.top / "mkdocs.yml") or ""
    if address and not re.search(r"^site_url: *\S", said, re.MULTILINE):
        yield Finding(
            "advice",
            say("mkdocs.yml does not say where the site is published: its 404 page has no style."),
            say("Add to mkdocs.yml: site_url: {address}", address=address),
        )


LOOKS: tuple[Look, ...] = (
    _repository,
    _roles,
    _stuck,
    _logins,
    _derived,
    _workflows,
    _files,
    _address,
)


def fixes(top: Path, branch: str) -> dict[str, bytes]:
    """What can be written without asking: workflows, requirements, lines of .gitignore."""
    import perfgit

    own = (top / "requirements/run.txt").is_file()
    found = {
        f".github/workflows/{name}": workflow(name, own=own, branch=branch).encode()
        for name in NAMES
    }
    if not own and not (top / REQUIREMENTS).is_file():
        found[REQUIREMENTS] = f"perfgit=={perfgit.__version__}\n".encode()
    path = top / ".gitignore"
    ignored = path.read_text("utf-8") if path.is_file() else ""
    missing = [line for line in IGNORED if line not in ignored.splitlines()]
    if missing:
        lines = ignored if not ignored or ignored.endswith("\n") else f"{ignored}\n"
        found[".gitignore"] = (lines + "\n".join(missing) + "\n").encode()
    return {
        name: data
        for name, data in found.items()
        if not (top / name).is_file() or (top / name).read_bytes() != data
    }
