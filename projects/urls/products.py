"""The catalogue and its photos."""

from django.urls import path

from projects.views import imports, look_up, products

urlpatterns = [
    path("products/", products.index, name="products"),
    path("products/new/", products.new, name="product_new"),
    path("products/look-up/", look_up.look_up, name="product_look_up"),
    path("products/look-up/picture/", look_up.picture, name="shop_picture"),
    path("products/import/", imports.import_page, name="product_import"),
    path("products/imports/", imports.index, name="imports"),
    path("products/imports/<int:pk>/", imports.detail, name="import"),
    path("products/imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("products/imports/<int:pk>/cancel/", imports.cancel, name="import_cancel"),
    path("products/imports/<int:pk>/report.csv", imports.report_file, name="import_report"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/delete/", products.delete, name="product_delete"),
    path("products/trash/", products.trash_page, name="product_trash"),
    path("products/<int:pk>/bring-back/", products.bring_back, name="bring_back_product"),
    path("products/<int:pk>/photos/", products.add_photos, name="product_photos"),
    path("products/<int:pk>/photos/order/", products.order_photos, name="product_photo_order"),
    path("photos/<int:pk>/describe/", products.describe_photo, name="photo_describe"),
    path("photos/<int:pk>/move/", products.move_photo, name="photo_move"),
    path("photos/<int:pk>/remove/", products.remove_photo, name="photo_remove"),
]
