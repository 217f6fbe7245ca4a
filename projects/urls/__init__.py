"""Where the pages of this room are."""

from projects.urls import board, guests, media, notifications, products, team

app_name = "projects"
urlpatterns = [
    *board.urlpatterns,
    *products.urlpatterns,
    *media.urlpatterns,
    *notifications.urlpatterns,
    *team.urlpatterns,
    *guests.urlpatterns,
]
