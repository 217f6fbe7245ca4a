"""People and settings of workspaces."""

from django.urls import path

from projects.views.team import brand, joining, webhooks, workspaces

urlpatterns = [
    path("workspaces/new/", workspaces.new, name="workspace_new"),
    path("workspaces/use/", workspaces.use, name="workspace_use"),
    path("workspaces/<int:pk>/", workspaces.workspace, name="workspace"),
    path("workspaces/<int:pk>/invite/", workspaces.invite, name="invite"),
    path("workspaces/<int:pk>/stages/", workspaces.review_stages, name="review_stages"),
    path("workspaces/<int:pk>/brands/", brand.index, name="brands"),
    path("workspaces/<int:pk>/brands/new/", brand.new, name="brand_new"),
    path("brands/<int:pk>/", brand.kit, name="brand_kit"),
    path("workspaces/<int:pk>/webhooks/", webhooks.index, name="endpoints"),
    path("endpoints/<int:pk>/", webhooks.endpoint, name="endpoint"),
    path("endpoints/<int:pk>/log/", webhooks.log, name="endpoint_log"),
    path("endpoints/<int:pk>/rotate/", webhooks.rotate, name="endpoint_rotate"),
    path("endpoints/<int:pk>/test/", webhooks.test, name="endpoint_test"),
    path("endpoints/<int:pk>/remove/", webhooks.remove, name="endpoint_remove"),
    path("deliveries/<int:pk>/replay/", webhooks.replay, name="delivery_replay"),
    path("members/<int:pk>/role/", workspaces.role, name="member_role"),
    path("members/<int:pk>/cap/", workspaces.cap, name="member_cap"),
    path("members/<int:pk>/remove/", workspaces.remove, name="member_remove"),
    path("invitations/<int:pk>/revoke/", workspaces.revoke, name="invitation_revoke"),
    path("join/<str:word>/", joining.join, name="join"),
]
