"""The finished folder: every page written, exchanged in one step."""
