"""Which team do the criteria speak for? Plain data in, plain data out: no Django, no database.

from patients.criteria.judge import judge
judge(facts, table)     # what spoke, for which side, and what is missing to decide
"""
