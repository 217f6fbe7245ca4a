"""WHAT is being made, and who agreed to it."""

from projects.models.api_token import ApiToken
from projects.models.asset import Asset, AssetKind, Take
from projects.models.batch import Admission, Batch, BatchRow, BatchRowState, BatchState, Preset
from projects.models.board_edit import BoardEdit, BoardVersion
from projects.models.catalogue_import import (
    ACTIVE_IMPORTS,
    CatalogueImport,
    ColumnChoice,
    ImportPart,
    ImportState,
)
from projects.models.comment import Comment
from projects.models.guest_link import GuestLink
from projects.models.invitation import Invitation
from projects.models.notification import (
    MailState,
    Notification,
    NotificationChannel,
    NotificationChoice,
    NotificationKind,
)
from projects.models.outgoing import SendingState, SentEvent, WebhookEndpoint
from projects.models.personal_choice import PersonalChoice, ProfilePhoto
from projects.models.planning import BulkEdit, SavedFilter, Tag
from projects.models.product import Photo, Product
from projects.models.project import (
    BUSY,
    EDITABLE,
    SCENE_FIELDS,
    AuditEntry,
    Character,
    ProjectState,
    Scene,
    Submission,
    SubmissionState,
    VideoProject,
)
from projects.models.retention_run import RetentionRun
from projects.models.review_stage import ReviewStage, ReviewStep
from projects.models.stored_answer import StoredAnswer
from projects.models.workspace import (
    BrandKit,
    Membership,
    Workspace,
)

__all__ = [
    "ACTIVE_IMPORTS",
    "BUSY",
    "EDITABLE",
    "SCENE_FIELDS",
    "AssetKind",
    "Admission",
    "ApiToken",
    "Asset",
    "AuditEntry",
    "Batch",
    "BatchRow",
    "BatchRowState",
    "BatchState",
    "BoardEdit",
    "BoardVersion",
    "BrandKit",
    "BulkEdit",
    "CatalogueImport",
    "Character",
    "ColumnChoice",
    "Comment",
    "ImportPart",
    "ImportState",
    "GuestLink",
    "Invitation",
    "Membership",
    "MailState",
    "Notification",
    "NotificationChannel",
    "NotificationChoice",
    "NotificationKind",
    "PersonalChoice",
    "ProfilePhoto",
    "Photo",
    "Preset",
    "Product",
    "ProjectState",
    "RetentionRun",
    "ReviewStage",
    "ReviewStep",
    "SavedFilter",
    "Scene",
    "StoredAnswer",
    "Submission",
    "SubmissionState",
    "Tag",
    "Take",
    "VideoProject",
    "Workspace",
    "SendingState",
    "SentEvent",
    "WebhookEndpoint",
]
