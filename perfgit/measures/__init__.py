"""Kinds of measures: a module a kind, listed in one place."""
