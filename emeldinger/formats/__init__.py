"""E-meldinger as bytes and words, without Django: bytes in, plain data out, and never an exception.

envelope.py  bytes → text → a tree, within bounds (encoding, entities, depth, size)
head.py      who to whom about whom, from MsgHead or AppRec
letter.py    the whole of it for the intake: envelope, head, and which reader knows each document
reading.py   what a nurse reads: sections, rows, medicines, attachments
readers/     one for each family of documents, chosen by the document's namespace
apprec.py    the application receipt, read and written
codes.py     the national code lists that the messages use, with their texts
schemas.py   the official schemas, where the operator has them
"""
