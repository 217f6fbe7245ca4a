#!/usr/bin/env python
"""Django's command line for vidstudio."""

import gc
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vidstudio.settings")
    # What modules make while they load stays: the collector would walk it in vain. VidstudioConfig starts it.
    gc.disable()
    if sys.argv[1:] == ["demo"]:
        from vidstudio import head_start

        head_start.of_demo()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
