"""The search: what can be found, and Pagefind's index of it."""
