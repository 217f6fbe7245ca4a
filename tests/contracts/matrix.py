"""What is promised of every paid call when something goes wrong: the table of docs/providers.md.

`python -m tests.contracts.matrix` prints it, `--write` puts it into the page. test_matrix.py causes each
fault in each call and holds the outcome against this.
"""

import sys

from tests.paths import ROOT

DONE, FAILED, UNKNOWN = "done", "failed", "unknown"
PAGE = ROOT / "docs/providers.md"

QUOTA = {"error": {"message": "Pay first.", "type": "insufficient_quota", "code": "credit_balance_exhausted"}}
# What became of the money that was put aside for each request, in their order.
SPENT, FREED, HELD = "settled", "released", "held"
# (state, requests sent, lines in the ledger, what became of the money put aside for each)
NO = (FAILED, 1, 0, (FREED,))
AGAIN = (DONE, 2, 1, (FREED, SPENT))
FINE = (DONE, 1, 1, (SPENT,))
MAYBE = (UNKNOWN, 1, 1, (HELD,))
WASTED = (FAILED, 1, 1, (HELD,))  # charged for, nobody knows how much
BILLED = (FAILED, 1, 1, (SPENT,))

# (what happens, its status) -> how it ends, for a call that is answered at once with a file.
FILE = {
    **{("status", status): NO for status in (400, 401, 402, 403, 404, 413, 415, 422)},
    ("quota", 429): NO,
    **{("status", status): AGAIN for status in (408, 409, 429, 500, 503, 529)},
    ("status", 502): MAYBE,
    ("status", 504): MAYBE,
    ("reset_before", 0): MAYBE,
    ("reset_after", 0): MAYBE,
    ("stall", 0): MAYBE,
    ("html", 0): WASTED,
    ("empty", 0): WASTED,
    ("truncated", 0): WASTED,
    ("missing", 0): WASTED,
    ("bad_media", 0): BILLED,
}
# A voice whose answer is nothing but sound: what is no sound was billed by its characters all the same.
SOUND = {**FILE, **dict.fromkeys([("html", 0), ("empty", 0), ("truncated", 0)], BILLED)}
del SOUND["missing", 0]
# A model that writes is told what was wrong and asked again.
REPAIRED = (DONE, 2, 2, (HELD, SPENT))
DECLINED = (DONE, 2, 2, (SPENT, SPENT))
WORDS = {
    **{fault: end for fault, end in FILE.items() if fault[0] not in ("bad_media",)},
    **dict.fromkeys([("html", 0), ("empty", 0), ("truncated", 0), ("missing", 0)], REPAIRED),
    **dict.fromkeys([("blank", 0), ("length", 0), ("refusal", 0), ("content_filter", 0)], DECLINED),
}
# Whoever lists at once what it accepted: a lost answer is found there, or known never to have arrived.
QUEUE = {fault: end for fault, end in FILE.items() if fault[0] != "bad_media"}
LISTED = {
    **QUEUE,
    **dict.fromkeys(
        [("status", 502), ("status", 504), ("reset_before", 0), ("html", 0), ("empty", 0)], AGAIN
    ),
    **dict.fromkeys([("reset_after", 0), ("stall", 0), ("truncated", 0), ("missing", 0)], FINE),
}
# Runway tells nothing afterwards.
SILENT = {**QUEUE, **dict.fromkeys([("html", 0), ("empty", 0), ("truncated", 0), ("missing", 0)], MAYBE)}
# fal lists what is over. What was accepted is found; what is not listed in time is held, not sent again.
FINISHED = {
    **QUEUE,
    **dict.fromkeys([("html", 0), ("empty", 0)], MAYBE),
    **dict.fromkeys([("reset_after", 0), ("stall", 0), ("truncated", 0), ("missing", 0)], FINE),
}

# Replicate's talents share one wire: the faults that end differently are enough for the others.
_SOME = [("status", 400), ("status", 401), ("status", 429), ("status", 504), ("reset_before", 0)]
_SOME += [("reset_after", 0), ("stall", 0), ("html", 0), ("truncated", 0), ("missing", 0)]
SOME = {fault: LISTED[fault] for fault in _SOME}
# An edit with reference pictures is another address of the same wire.
SHOWN = {fault: FILE[fault] for fault in [*_SOME, ("bad_media", 0)]}

# Google's talents share one wire, whose voices and music come as JSON; its words are told what was wrong.
_WORDS = [*_SOME, ("blank", 0), ("length", 0), ("refusal", 0), ("content_filter", 0)]
SAID_TO_GOOGLE = {fault: WORDS[fault] for fault in _WORDS}
# Music that is nothing but sound was billed by its seconds, whatever it was.
TUNE = {fault: SOUND[fault] for fault in [*_SOME, ("bad_media", 0)] if fault in SOUND}

CALLS = {
    ("openai", "text"): WORDS,
    ("openai", "vision"): WORDS,
    ("anthropic", "text"): WORDS,
    ("anthropic", "vision"): WORDS,
    ("ollama", "text"): WORDS,
    ("openai", "image"): FILE,
    ("openai, shown", "image"): SHOWN,
    ("openai", "voice"): SOUND,
    ("elevenlabs", "voice"): FILE,
    ("elevenlabs", "music"): TUNE,
    ("google", "text"): SAID_TO_GOOGLE,
    ("google", "vision"): SAID_TO_GOOGLE,
    ("google", "image"): SHOWN,
    ("google", "voice"): SHOWN,
    ("google", "music"): SHOWN,
    ("azure", "voice"): SOUND,
    ("replicate", "image"): LISTED,
    ("replicate", "clip"): SOME,
    ("replicate", "lip_sync"): SOME,
    ("replicate", "music"): SOME,
    ("replicate, shown", "image"): SOME,
    ("custom", "compose"): LISTED,
    ("runway", "clip"): SILENT,
    ("pika", "clip"): FINISHED,
}
# What a provider's own wire does not have: no filter beside the model's own refusal.
HAS_NOT = {
    ("anthropic", "text"): ["content_filter"],
    ("anthropic", "vision"): ["content_filter"],
}

# The look at a request that is out. Nothing is ever sent again, and nothing stays without its line.
LOOKS = {
    **{("status", status): FINE for status in (408, 409, 429, 500, 502, 503, 504)},
    ("reset_after", 0): FINE,
    ("stall", 0): FINE,
    ("html", 0): FINE,
    ("empty", 0): FINE,
    ("truncated", 0): FINE,
    ("unknown_status", 0): FINE,
    ("status", 401): WASTED,
    ("status", 404): WASTED,
}
# The search for a lost answer in the provider's list.
SEARCHES = {
    **{("status", status): FINE for status in (429, 500, 503)},
    ("html", 0): FINE,
    ("empty", 0): FINE,
    ("status", 401): MAYBE,
    ("status", 404): MAYBE,
}
# The file of a result.
DOWNLOADS = {
    **{("status", status): FINE for status in (404, 503)},
    **{
        (kind, 0): FINE
        for kind in ("wrong_type", "redirect", "oversized", "cut", "half", "empty", "reset_after")
    },
}
# A file that is put at the provider before the request: it costs nothing, so nothing is put aside for it.
PUT = (DONE, 2, 1, (SPENT,))
NOT_PUT = (FAILED, 0, 0, ())
UPLOADS = {
    **{("status", status): PUT for status in (429, 500, 503)},
    ("reset_after", 0): PUT,
    ("html", 0): PUT,
    ("status", 401): NOT_PUT,
    ("status", 422): NOT_PUT,
}

COLUMNS = (
    ("words", WORDS),
    ("pictures, ElevenLabs' voice, Google's files", FILE),
    ("OpenAI's, Azure's voice, ElevenLabs' music", SOUND),
    ("Replicate, `custom`", LISTED),
    ("Runway", SILENT),
    ("Pika", FINISHED),
)
SAID = {
    "reset_before": "connection cut before it was read",
    "reset_after": "connection cut after it was read",
    "stall": "no answer in time",
    "html": "200 with an HTML page",
    "empty": "200 with nothing",
    "truncated": "200 with JSON cut off",
    "missing": "a field is missing",
    "bad_media": "no real picture or sound",
    "blank": "no words",
    "length": "words cut off at the limit",
    "refusal": "the model declines",
    "content_filter": "a filter stops it",
    "quota": "429, the account is empty",
    "unknown_status": "a status nobody has heard of",
    "wrong_type": "a page instead of a file",
    "redirect": "sent on to a private address",
    "oversized": "a size above the limit",
    "cut": "broken off",
    "half": "half of the file",
}


def table():
    """Markdown: each fault, and for each kind of call how it ends."""
    faults = list(dict.fromkeys(fault for _, rows in COLUMNS for fault in rows))
    rows = [[said(fault), *(cell(rows.get(fault)) for _, rows in COLUMNS)] for fault in faults]
    return markdown(["The first request: what happens", *(name for name, _ in COLUMNS)], rows)


def smaller():
    """Markdown: the same for what is asked beside the request."""
    rows = [
        [what, said(fault), cell(end)]
        for what, faults in (("look", LOOKS), ("search", SEARCHES), ("download", DOWNLOADS))
        for fault, end in faults.items()
    ]
    return markdown(["Afterwards", "what happens", "ends"], rows)


def said(fault):
    kind, status = fault
    return SAID.get(kind, str(status))


def cell(end):
    """ "done 2 1 released, settled" for an outcome, a dash where there is no such fault."""
    if end is None:
        return "–"
    state, sent, lines, aside = end
    return f"{state} · {sent} · {lines} · {', '.join(aside)}"


def markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PARTS = {"matrix": table, "afterwards": smaller}


def told(page, name):
    """What the page says between the marks of that name."""
    return page.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0].strip()


def write():
    page = PAGE.read_text()
    for name, part in PARTS.items():
        first, _, rest = page.partition(f"<!-- {name} -->")
        last = rest.partition(f"<!-- /{name} -->")[2]
        page = f"{first}<!-- {name} -->\n\n{part()}\n\n<!-- /{name} -->{last}"
    PAGE.write_text(page)


if __name__ == "__main__":
    print("\n\n".join(part() for part in PARTS.values()))
    if "--write" in sys.argv[1:]:
        write()
