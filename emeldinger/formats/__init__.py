"""E-meldinger as bytes and words, without Django: bytes in, plain data out, and never an exception.

envelope.py  bytes → text → a tree, within bounds: decoding.py (letters), prolog.py (what stands before
             the root), wrappers.py (what a message is wrapped in)
head.py      who to whom about whom: msghead.py, apprec_head.py, own_head.py, with idents.py (numbers)
nodes.py     elements by their local names; moments.py: dates and times as senders write them
letter.py    the whole of it for the intake: envelope, head, and which reader knows each document
reading.py   what a nurse reads: sections, rows, medicines, attachments
readers/     one for each family of documents, chosen by the document's namespace
apprec.py    the application receipt, read and written
codes.py     the national code lists that the messages use, with their texts
schemas.py   the official schemas, where the operator has them (schema_folder.py)
"""
