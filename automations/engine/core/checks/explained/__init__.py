"""What each finding means, for staff: one module per code, whose docstring is its page.

A page is Dutch, as the handbook is that takes it from here. Its examples are run as tests.
"""
