"""The catalogues, and what keeps them up to date: `make messages`."""
