"""Plain data for pages, made from a company on a given day."""
