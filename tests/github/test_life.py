"""The whole life of a pull request, with the real commands, real git and GitHub's rules."""

from __future__ import annotations

import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.github.conftest import PLANNING, World

GOALS = "goals/2026-h2/people/alice/goals.yml"


def lowered(text: str) -> str:
    """Alice's target, 1 M€ lower."""
    assert "target: 12_000_000" in text
    return text.replace("target: 12_000_000", "target: 11_000_000")


def test_from_proposal_to_merge(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    said = world.run("github", "judge", number)
    assert "bruno-lighthouse" in said.stdout
    pull = world.github.pulls[number]
    assert world.status(head) == "pending"
    assert pull.requested == ["bruno-lighthouse"]
    assert pull.labels == ["perfgit: waiting"]
    assert len(world.comments(number)) == 1

    # Bruno comments; a comment is no approval
    world.call("bruno-lighthouse", "POST", f"issues/{number}/comments", {"body": "Too low?"})
    world.approve("bruno-lighthouse", number, "COMMENT")
    world.run("github", "judge", number)
    assert world.status(head) == "pending"

    # Alice changes her proposal, Bruno approves
    changed = world.read(GOALS).replace("target: 12_000_000", "target: 11_500_000")
    _, head2 = world.propose("alice-m", "goals", {GOALS: changed}, pull=False)
    world.approve("bruno-lighthouse", number)
    world.run("github", "judge", number)
    assert world.status(head2) == "success"
    assert pull.labels == ["perfgit: allowed"]
    assert len(world.comments(number)) == 1

    # Alice changes it once more: the approval was for something else
    again = world.read(GOALS).replace("target: 12_000_000", "target: 10_500_000")
    _, head3 = world.propose("alice-m", "goals", {GOALS: again}, pull=False)
    world.run("github", "judge", number)
    assert world.status(head3) == "pending"
    assert pull.requested == ["bruno-lighthouse"]

    world.approve("bruno-lighthouse", number)
    world.run("github", "judge", number)
    assert world.status(head3) == "success"
    world.call("tomas-lighthouse", "PUT", f"pulls/{number}/merge", {"sha": head3})
    assert "target: 10_500_000" in world.read(GOALS)
    assert "closed" in world.run("github", "judge", number).stdout

    # what was merged is in order, and published
    world.git(world.gate, "pull", "--quiet")
    world.run("check", today=None)
    world.run("build", today="2026-11-20")
    page = world.gate / ".built-site/people/alice/index.html"
    assert "10,500,000" in page.read_text("utf-8")


def test_running_twice_doubles_nothing(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.run("github", "judge", number)
    before = json.dumps([vars(world.github.pulls[number]), world.github.statuses], default=str)
    writes = len([one for one in world.github.requests if one[0] != "GET"])
    world.run("github", "judge", number)
    after = json.dumps([vars(world.github.pulls[number]), world.github.statuses], default=str)
    assert after == before
    assert len([one for one in world.github.requests if one[0] != "GET"]) == writes
    assert world.status(head) == "pending"


def test_as_an_app(world: World) -> None:
    """A signed request buys a token; our comment is known by the App that wrote it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    world.github.app_key = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    app = {
        "GITHUB_TOKEN": "",
        "GH_TOKEN": "",
        "PERFGIT_APP_ID": "4242",
        "PERFGIT_APP_KEY": pem.decode(),
        "PERFGIT_APP_INSTALLATION": "7",
    }
    for _ in range(2):
        world.run("github", "judge", number, **app)
    assert world.status(head) == "pending"
    assert [one["by"] for one in world.comments(number)] == ["perfgit[bot]"]
    wrong = {**app, "PERFGIT_APP_KEY": "no key"}
    said = world.run("github", "judge", number, expect=2, **wrong)
    assert "key of the GitHub App cannot be read" in said.stderr


def test_the_proposal_printed_is_what_the_gate_takes(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.approve("bruno-lighthouse", number)
    printed = world.run("github", "proposal", number, today=None).stdout
    assert json.loads(printed)["author"] == {"login": "alice-m", "id": 1234567}
    path = world.folder / "proposal.json"
    path.write_text(printed)
    world.run(
        "gate", "--base", "origin/main", "--head", head, "--pr", path, today=PLANNING, expect=0
    )


def test_withdrawn_approval_takes_the_green_away(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    review = world.approve("bruno-lighthouse", number)
    world.run("github", "judge", number)
    assert world.status(head) == "success"
    dismissal = f"pulls/{number}/reviews/{review}/dismissals"
    world.call("tomas-lighthouse", "PUT", dismissal, {"message": "No."})
    world.run("github", "judge", number)
    assert world.status(head) == "pending"
