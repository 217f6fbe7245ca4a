"""What people are told."""

from django.urls import path

from projects.views import notifications

urlpatterns = [
    path("notifications/", notifications.index, name="notifications"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("notifications/read/", notifications.read_all, name="read_all"),
    path("notifications/choices/", notifications.how, name="notification_choices"),
    path("notifications/end/<str:word>/", notifications.end_mail, name="end_mail"),
    path("notifications/<int:pk>/", notifications.notification, name="notification"),
    path("notifications/<int:pk>/read/", notifications.read_one, name="read_notification"),
]
