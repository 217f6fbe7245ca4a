"""Projects, their boards, and the review queue."""

from django.urls import path

from projects.views.board import comments, listing, page, review, scenes

urlpatterns = [
    path("projects/", listing.index, name="list"),
    path("projects/new/", listing.new, name="new"),
    path("projects/new/products/", listing.pick_product, name="pick_product"),
    path("projects/<int:pk>/", page.detail, name="detail"),
    path("projects/<int:pk>/title/", page.title, name="title"),
    path("projects/<int:pk>/settings/", page.settings, name="settings"),
    path("projects/<int:pk>/status/", page.status, name="status"),
    path("projects/<int:pk>/board/", page.board, name="board"),
    path("projects/<int:pk>/order/", scenes.order, name="order"),
    path("projects/<int:pk>/fit-words/", scenes.fit_all_words, name="fit_all_words"),
    path("scenes/<int:pk>/fit-words/", scenes.fit_words, name="fit_words"),
    path("projects/<int:pk>/balance/", scenes.balance, name="balance"),
    path("projects/<int:pk>/scenes/", scenes.add, name="add_scene"),
    path("scenes/<int:pk>/", scenes.scene, name="scene"),
    path("scenes/<int:pk>/duplicate/", scenes.duplicate, name="duplicate_scene"),
    path("scenes/<int:pk>/split/", scenes.split, name="split_scene"),
    path("scenes/<int:pk>/merge/", scenes.merge, name="merge_scene"),
    path("scenes/<int:pk>/delete/", scenes.delete, name="delete_scene"),
    path("scenes/<int:pk>/picture/", scenes.picture, name="picture"),
    path("scenes/<int:pk>/pictures/", scenes.pictures, name="pictures"),
    path("scenes/<int:pk>/focus/", scenes.focus, name="focus"),
    path("takes/<int:pk>/pick/", scenes.pick, name="pick_take"),
    path("projects/<int:pk>/comments/", comments.comments, name="comments"),
    path("scenes/<int:pk>/comments/", comments.scene_comments, name="scene_comments"),
    path("projects/<int:pk>/history/", comments.history, name="history"),
    path("projects/<int:pk>/submit/", review.submit, name="submit"),
    path("projects/<int:pk>/approve/", review.approve, name="approve"),
    path("projects/<int:pk>/ask-changes/", review.ask_changes, name="ask_changes"),
    path("projects/<int:pk>/reopen/", review.reopen, name="reopen"),
    path("projects/<int:pk>/undo/", review.undo, name="undo"),
    path("review/", review.queue, name="review"),
]
