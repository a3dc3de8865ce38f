"""From changed files to a pull request, for people who do not use git."""
