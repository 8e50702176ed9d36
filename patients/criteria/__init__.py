"""Which team do the criteria speak for? Plain data in, plain data out: no Django, no database.

from patients.criteria import Facts, judge
judge(facts, rules)     # what spoke, for which side, and what is missing to decide
"""
