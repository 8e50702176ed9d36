"""What HeltOm stands on when it runs on one machine: PostgreSQL and a broker, from wheels.

Plain Python, no Django: the tests, the settings and `manage.py` use it before Django is set up.
"""
