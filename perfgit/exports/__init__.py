"""Tidy tables of everything in the files, for a company's own tools."""
