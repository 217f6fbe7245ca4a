"""python -m vidstudio.monitoring.web_check: status 0 when this container's web server answers at PORT (8000).

Without Django: it runs every half minute and should cost nothing.
"""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    # The server answers for the names in ALLOWED_HOSTS only, and sends http away to https.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/",
        headers={"Host": "localhost" if host == "*" else host, "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:
            return 0 if answer.status == 200 else 1
    except (OSError, ValueError) as error:
        print(f"The web server does not answer: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
