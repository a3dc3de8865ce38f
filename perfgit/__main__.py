"""`python -m perfgit` is `perfgit`."""

from perfgit.cli.main import main

if __name__ == "__main__":
    main()
