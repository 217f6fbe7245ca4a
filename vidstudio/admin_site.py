from django.contrib.admin import AdminSite


class StudioAdmin(AdminSite):
    site_header = "vidstudio"
    site_title = "vidstudio"
    index_title = "The desk"
