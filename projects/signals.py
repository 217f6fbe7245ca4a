"""News that travels up: rooms above listen, `projects` never names them.

Both are sent inside the transaction of the change they tell, so that a listener's rows (a queued
render, say) are committed with it or not at all.
"""

from django.dispatch import Signal

# sender=VideoProject, project, submission, by
project_approved = Signal()

# sender=VideoProject, project, by: the board changed, an approval of it is void
board_changed = Signal()

# sender=VideoProject, project, forever: it is about to go into the trash, or out of it for good. A listener
# that has something against it raises a Refused that says what.
project_leaves = Signal()

# sender=AuditEntry, entry: something was done with a project
recorded = Signal()

# sender=Notification, rows: people are told something; those with mail "due" get an e-mail at once
notified = Signal()

# sender=CatalogueImport, row: it waits for a worker
import_waiting = Signal()

# sender=CatalogueImport, row: its state or its counts are other ones
import_moved = Signal()

# sender=SentEvent, rows: outgoing webhooks wait to be sent
events_waiting = Signal()
