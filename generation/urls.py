"""Where work is asked for and watched."""

from django.urls import path

from generation.engine import webhooks
from generation.views import characters, costs, jobs, music

app_name = "generation"
urlpatterns = [
    path("projects/create/", jobs.create, name="create"),
    path("projects/understood/", jobs.understood, name="understood"),
    path("projects/new/product-notice/", jobs.product_notice, name="product_notice"),
    path("projects/new/script/", jobs.script_preview, name="script_preview"),
    path("projects/new/script/file/", jobs.script_file, name="script_file"),
    path("projects/<int:pk>/generate/", jobs.storyboard, name="storyboard"),
    path("projects/<int:pk>/illustrate/", jobs.illustrate, name="illustrate"),
    path("projects/<int:pk>/estimate/", jobs.estimate, name="estimate"),
    path("projects/<int:pk>/mend/", jobs.mend, name="mend"),
    path("projects/<int:pk>/retry/", jobs.retry, name="retry"),
    path("projects/<int:pk>/jobs/", jobs.project_jobs, name="project_jobs"),
    path("scenes/<int:pk>/regenerate/", jobs.regenerate, name="regenerate"),
    path("scenes/<int:pk>/lay-anew/", jobs.lay_anew, name="lay_anew"),
    path("scenes/<int:pk>/clip/", jobs.clip, name="clip"),
    path("scenes/<int:pk>/recording/", jobs.recording, name="recording"),
    path("scenes/<int:pk>/clip/upload/", jobs.upload_clip, name="upload_clip"),
    path("scenes/<int:pk>/recording/upload/", jobs.upload_recording, name="upload_recording"),
    path("jobs/<int:pk>/feed/", jobs.feed, name="feed"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="cancel"),
    path("steps/<int:pk>/send-again/", jobs.send_again, name="send_again"),
    path("steps/<int:pk>/give-up/", jobs.give_up, name="give_up"),
    path("webhooks/<slug:provider>/<str:mark>", webhooks.receive, name="webhook"),
    path("costs/", costs.index, name="costs"),
    path("costs/calls/", costs.calls, name="calls"),
    path("costs/calls.csv", costs.calls_file, name="calls_file"),
    path("costs/calls/<int:pk>/correct/", costs.correct, name="correct"),
    path("costs/budgets/", costs.budgets, name="budgets"),
    path("costs/budget/", costs.budget, name="budget"),
    path("projects/<int:pk>/costs/", costs.project_costs, name="project_costs"),
    path("voices/", jobs.voices, name="voices"),
    path("projects/<int:pk>/music/", music.panel, name="music"),
    path("projects/<int:pk>/music/change/", music.change, name="music_change"),
    path("projects/<int:pk>/music/upload/", music.upload, name="music_upload"),
    path("projects/<int:pk>/music/composed/", music.composed, name="music_composed"),
    path("projects/<int:pk>/music/compose/", music.compose, name="music_compose"),
    path("projects/<int:pk>/people/", characters.panel, name="people"),
    path("projects/<int:pk>/people/add/", characters.add, name="person_add"),
    path("projects/<int:pk>/listen/", characters.listen, name="listen"),
    path("people/<int:pk>/", characters.edit, name="person"),
    path("people/<int:pk>/mouth/", characters.mouth, name="mouth"),
    path("people/<int:pk>/remove/", characters.remove, name="person_remove"),
]
