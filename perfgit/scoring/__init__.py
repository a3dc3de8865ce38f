"""Progress, achievement and results, each with an explanation that can be added up by hand."""
