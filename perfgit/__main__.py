"""`python -m perfgit` is `perfgit`."""

from perfgit.cli.main import run

if __name__ == "__main__":
    run()
