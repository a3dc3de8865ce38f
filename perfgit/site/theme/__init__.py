"""The theme: templates and style sheets of the site."""
