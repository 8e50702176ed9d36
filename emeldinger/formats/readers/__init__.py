"""One reader for each family of documents. reading.py chooses by the document's namespace.

A reader is a function of a Document: `(subject, sections, findings)`. It never raises for what a message
may hold, matches elements by local name, and shows everything (common.py, walk.py).
"""
