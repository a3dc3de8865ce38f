"""The site: pages made by the library; MkDocs is one adapter.

`visibility` decides what may be shown, `views` turn the company into plain data, `pages` lists the
pages, `render` fills the templates of `theme`, `build` puts the whole into a folder.
"""
