"""What became of every line of the file."""

import csv
import io
from collections import Counter
from dataclasses import astuple, dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.languages.stored import told
from projects.plain_input import safe_cell

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
# Of a line whose photo was not found, and of one that adds nothing to its product.
NO_PHOTO, SKIPPED = "no photo", "skipped"
LABELS = {
    CREATED: _("new"),
    UPDATED: _("changed"),
    UNCHANGED: _("unchanged"),
    REFUSED: _("refused"),
    NO_PHOTO: _("no photo"),
    SKIPPED: _("nothing to add"),
}
# Outcomes that a person should look at.
TO_LOOK_AT = (REFUSED, NO_PHOTO, SKIPPED)


@dataclass(frozen=True)
class ReportRow:
    """One line of the file: its number (the header is line 1), the product, what was done and why."""

    line: int
    handle: str
    outcome: str
    message: str = ""

    @property
    def label(self):
        """The outcome as pages say it."""
        return str(LABELS.get(self.outcome, self.outcome))


@dataclass
class Report:
    """Rows in the order of the file, and notes on the file as a whole.

    The counts are of products, not of lines. Refused are products, and lines that say of none what it is
    called. A line whose only fault is a photo that was not found refuses nothing: its product is there.
    """

    rows: list[ReportRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, line, handle, outcome, message=""):
        self.rows.append(ReportRow(line, handle, outcome, message))

    def sorted(self):
        """Itself, with its rows in the order of the file."""
        self.rows.sort(key=lambda row: row.line)
        return self

    def to_dict(self):
        """For a column of JSON; `from_dict` reads it."""
        return {"rows": [list(astuple(row)) for row in self.rows], "notes": self.notes}

    @classmethod
    def from_dict(cls, kept):
        return cls([ReportRow(*row) for row in kept.get("rows", ())], list(kept.get("notes", ())))

    @property
    def counts(self):
        """{"created", "updated", "unchanged", "refused"}: how many products each."""
        outcomes = {}
        for row in self.rows:
            outcomes.setdefault(row.handle, set()).add(row.outcome)
        found = Counter()
        for said in outcomes.values():
            one = next((name for name in (CREATED, UPDATED, UNCHANGED) if name in said), None)
            found[one] += one is not None
        refused = sum(row.outcome == REFUSED for row in self.rows)
        return {name: found[name] for name in (CREATED, UPDATED, UNCHANGED)} | {REFUSED: refused}

    def shown(self, most=500):
        """Rows for a page: all, or when there are too many those first that need a look."""
        if len(self.rows) <= most:
            return self.rows
        return sorted(self.rows, key=lambda row: row.outcome not in TO_LOOK_AT)[:most]

    @property
    def handles(self):
        """Handles of the products that were created or updated."""
        return list(dict.fromkeys(row.handle for row in self.rows if row.outcome in (CREATED, UPDATED)))

    def as_csv(self):
        """The report as CSV text, safe to open in a spreadsheet."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([gettext("Line"), gettext("Handle"), gettext("Outcome"), gettext("Message")])
        writer.writerows(
            (row.line, _safe(row.handle), row.outcome, _safe(told(row.message))) for row in self.rows
        )
        return out.getvalue()


def _safe(text):
    return safe_cell(text)
