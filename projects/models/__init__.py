"""WHAT is being made, and who agreed to it."""

from projects.models.asset import KINDS, Asset, Take
from projects.models.product import Photo, Product
from projects.models.project import (
    EDITABLE,
    AuditEntry,
    Character,
    Comment,
    Scene,
    Submission,
    VideoProject,
)
from projects.models.workspace import (
    ADMIN,
    APPROVER,
    EDITOR,
    MAY,
    ROLES,
    VIEWER,
    BrandKit,
    Membership,
    Workspace,
)

__all__ = [
    "ADMIN",
    "APPROVER",
    "EDITABLE",
    "EDITOR",
    "KINDS",
    "MAY",
    "ROLES",
    "VIEWER",
    "Asset",
    "AuditEntry",
    "BrandKit",
    "Character",
    "Comment",
    "Membership",
    "Photo",
    "Product",
    "Scene",
    "Submission",
    "Take",
    "VideoProject",
    "Workspace",
]
