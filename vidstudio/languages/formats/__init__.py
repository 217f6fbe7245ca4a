"""How Django writes bare numbers in templates, by language: as scripts and number fields read them.

What people read goes through filters of projects/templatetags/studio.py, which ask Babel.
"""
