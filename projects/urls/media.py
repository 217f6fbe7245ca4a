"""Files, for those who may see them."""

from django.urls import path

from projects.views import media

urlpatterns = [
    path("assets/<int:pk>/<str:digest>/", media.asset, name="asset"),
    path("account/<int:pk>/photo/", media.profile_photo, name="profile_photo"),
    path("media/<str:token>/", media.signed, name="signed_media"),
]
