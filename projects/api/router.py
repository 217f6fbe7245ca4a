"""Where the endpoints of this app are."""

from projects.api.base_router import ApiRouter
from projects.api.boards import ProjectViewSet
from projects.api.brand import BrandKitViewSet
from projects.api.comments import CommentViewSet, ProjectCommentsViewSet
from projects.api.edits import BoardEditsViewSet, SceneTrashViewSet, VersionViewSet
from projects.api.guests import GuestLinkViewSet, ProjectGuestLinksViewSet
from projects.api.imports import ImportViewSet
from projects.api.notifications import NotificationChoicesViewSet, NotificationViewSet
from projects.api.pictures import LibraryViewSet, ScenePictureViewSet
from projects.api.presets import PresetViewSet
from projects.api.products import PhotoViewSet, ProductViewSet
from projects.api.scenes import BoardViewSet, SceneViewSet
from projects.api.webhooks import DeliveryViewSet, WebhookViewSet
from projects.api.workspaces import ProjectHistoryViewSet, WorkspaceViewSet

router = ApiRouter()
router.register("projects", ProjectViewSet, "project")
router.register("projects", BoardViewSet, "board")
router.register("projects", BoardEditsViewSet, "board-edits")
router.register("projects", ProjectHistoryViewSet, "project-history")
router.register("projects", ProjectCommentsViewSet, "project-comments")
router.register("projects", ProjectGuestLinksViewSet, "project-guests")
router.register("guest-links", GuestLinkViewSet, "guest-link")
router.register("comments", CommentViewSet, "comment")
router.register("notifications", NotificationChoicesViewSet, "notification-choices")
router.register("notifications", NotificationViewSet, "notification")
router.register("scenes", SceneViewSet, "board-scene")
router.register("scenes", SceneTrashViewSet, "scene-trash")
router.register("scenes", ScenePictureViewSet, "scene-picture")
router.register("pictures", LibraryViewSet, "picture")
router.register("versions", VersionViewSet, "version")
router.register("products", ProductViewSet, "product")
router.register("imports", ImportViewSet, "import")
router.register("photos", PhotoViewSet, "photo")
router.register("workspaces", WorkspaceViewSet, "workspace")
router.register("brand-kits", BrandKitViewSet, "brand-kit")
router.register("presets", PresetViewSet, "preset")
router.register("webhooks", WebhookViewSet, "webhook")
router.register("webhook-deliveries", DeliveryViewSet, "delivery")
