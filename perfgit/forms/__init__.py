"""Web forms (GitHub's issue forms): made from the models, read strictly, turned into changes."""
