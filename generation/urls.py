"""Where work is asked for and watched."""

from django.urls import path

from generation import cost_views, music_views, people_views, views
from generation.engine import webhooks

app_name = "generation"
urlpatterns = [
    path("projects/create/", views.create, name="create"),
    path("projects/<int:pk>/generate/", views.storyboard, name="storyboard"),
    path("projects/<int:pk>/estimate/", views.estimate, name="estimate"),
    path("projects/<int:pk>/retry/", views.retry, name="retry"),
    path("projects/<int:pk>/jobs/", views.project_jobs, name="project_jobs"),
    path("scenes/<int:pk>/regenerate/", views.regenerate, name="regenerate"),
    path("scenes/<int:pk>/lay-anew/", views.lay_anew, name="lay_anew"),
    path("scenes/<int:pk>/clip/", views.clip, name="clip"),
    path("scenes/<int:pk>/recording/", views.recording, name="recording"),
    path("scenes/<int:pk>/clip/upload/", views.upload_clip, name="upload_clip"),
    path("scenes/<int:pk>/recording/upload/", views.upload_recording, name="upload_recording"),
    path("jobs/<int:pk>/feed/", views.feed, name="feed"),
    path("jobs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("steps/<int:pk>/send-again/", views.send_again, name="send_again"),
    path("steps/<int:pk>/give-up/", views.give_up, name="give_up"),
    path("webhooks/<slug:provider>/<str:mark>", webhooks.receive, name="webhook"),
    path("costs/", cost_views.index, name="costs"),
    path("costs/calls/", cost_views.calls, name="calls"),
    path("costs/calls.csv", cost_views.calls_file, name="calls_file"),
    path("costs/calls/<int:pk>/correct/", cost_views.correct, name="correct"),
    path("costs/budgets/", cost_views.budgets, name="budgets"),
    path("costs/budget/", cost_views.budget, name="budget"),
    path("projects/<int:pk>/costs/", cost_views.project_costs, name="project_costs"),
    path("voices/", views.voices, name="voices"),
    path("projects/<int:pk>/music/", music_views.panel, name="music"),
    path("projects/<int:pk>/music/change/", music_views.change, name="music_change"),
    path("projects/<int:pk>/music/upload/", music_views.upload, name="music_upload"),
    path("projects/<int:pk>/music/composed/", music_views.composed, name="music_composed"),
    path("projects/<int:pk>/music/compose/", music_views.compose, name="music_compose"),
    path("projects/<int:pk>/people/", people_views.panel, name="people"),
    path("projects/<int:pk>/people/add/", people_views.add, name="person_add"),
    path("projects/<int:pk>/listen/", people_views.listen, name="listen"),
    path("people/<int:pk>/", people_views.edit, name="person"),
    path("people/<int:pk>/mouth/", people_views.mouth, name="mouth"),
    path("people/<int:pk>/remove/", people_views.remove, name="person_remove"),
]
