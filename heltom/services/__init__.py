"""The servers that HeltOm stands on when it runs on one machine: PostgreSQL and a broker, from wheels.

Plain Python, no Django: the tests, the settings and `manage.py` all use it before Django is set up.
"""
