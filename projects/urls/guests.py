"""Boards for guests, and the links to them."""

from django.urls import path

from projects.views import guests

urlpatterns = [
    path("projects/<int:pk>/guests/", guests.manage, name="guest_links"),
    path("guest-links/<int:pk>/revoke/", guests.revoke, name="guest_link_revoke"),
    path("g/<str:word>/", guests.board, name="guest"),
    path("g/<str:word>/password/", guests.password, name="guest_password"),
    path("g/<str:word>/say/", guests.say, name="guest_say"),
    path("g/<str:word>/decide/", guests.decide, name="guest_decide"),
    path("g/<str:word>/pictures/<int:pk>/", guests.picture, name="guest_picture"),
]
