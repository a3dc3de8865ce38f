"""Writing the right file in the right place: what the commands, web forms and editor links share.

Pure functions say what a file will hold (`goals`, `checkins`, `reviews`, `outcomes`); the engine
around them judges the change, keeps drafts and writes.
"""
