"""The theme: templates, style sheets and scripts, and how values are written for people."""
