"""What takes long to load begins before Django does, in processes of its own. No Django here."""

import os

from generation.local.speech import neural


def of_demo():
    """Let the voice read its tables of English, which take as long as all of Django: the other core is idle.

    Where no natural voice is installed the process ends by itself, and it always ends with this one.
    """
    if os.environ.get("VIDSTUDIO_NATURAL_VOICES", "1") == "1":
        neural.ENGINE.start(neural.ENGLISH)
