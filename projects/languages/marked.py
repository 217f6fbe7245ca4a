"""Marks texts for the translators and leaves them English: such as are stored, and shown in another language
later, and such as are made in a process that has no settings. No Django.
"""


def gettext_noop(message: str) -> str:
    """The text as it is; `manage.py makemessages` finds it by this name."""
    return message
