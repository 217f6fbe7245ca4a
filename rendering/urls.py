"""Where finished videos are."""

from django.urls import path

from rendering import views

app_name = "rendering"
urlpatterns = [
    path("projects/<int:pk>/renders/", views.project_renders, name="project_renders"),
    path("projects/<int:pk>/preview/", views.project_preview, name="project_preview"),
    path("projects/<int:pk>/preview/both/", views.two_films, name="two_films"),
    path("projects/<int:pk>/preview/start/", views.preview, name="preview"),
    path("projects/<int:pk>/preview/playback.json", views.project_playback, name="playback"),
    path("projects/<int:pk>/preview/drawn/<str:token>.webp", views.project_sprite, name="sprite"),
    path("projects/<int:pk>/render/", views.render_again, name="render"),
    path("projects/<int:pk>/ratios/", views.render_ratios, name="ratios"),
    path("g/<str:word>/film/", views.guest_film, name="guest_film"),
    path("g/<str:word>/film.mp4", views.guest_video, name="guest_video"),
    path("renders/<int:pk>/package/", views.package, name="package"),
    path("renders/<int:pk>/rights/", views.rights, name="rights"),
    path("batches/<int:pk>/videos.zip", views.batch_films, name="batch_films"),
    path("renders/composed/<str:token>/", views.composed, name="composed"),
    path("renders/<int:pk>/accept/", views.accept, name="accept"),
    path("renders/<int:pk>/reject/", views.reject, name="reject"),
]
