"""What the cards of lists show and ask about; their templates are stamped: projects.templatetags.stamped."""

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.translation import gettext

from projects.models import ProjectState
from projects.models.project import STYLES, ProjectSource
from projects.templatetags.in_language import date
from projects.templatetags.studio import seconds

_STYLES = dict(STYLES)


class Frame:
    """The picture that stands for something: an Asset or None."""

    def __init__(self, picture):
        self.has_picture = picture is not None
        self.image, self.width, self.height = "", "", ""
        if picture:
            self.image, self.width, self.height = picture.url, picture.width, picture.height


class PosterCard(Frame):
    """A project (projects.views.board.listing.detailed) on the list of projects."""

    names = (
        "pk", "title", "aspect", "length", "style", "source", "updated", "updated_words", "state",
        "state_words", "image", "width", "height", "assignee", "due", "due_words",
    )  # fmt: skip

    def __init__(self, project):
        super().__init__(project.poster)
        self.project, self.pk, self.title, self.aspect = project, project.pk, project.title, project.aspect
        self.length, self.style = seconds(project.length_ms), _STYLES.get(project.style, project.style)
        self.state, self.state_words = project.state, ProjectState(project.state).label
        self.source = _source(project)
        self.updated = date(timezone.template_localtime(project.updated), "c")
        self.updated_words = naturaltime(timezone.template_localtime(project.updated))
        self.assignee = project.assignee.get_username() if project.assignee else ""
        self.due = date(project.due, "Y-m-d") if project.due else ""
        self.due_words = date(project.due, "j M Y") if project.due else ""

    @property
    def shape(self):
        project = self.project
        return {
            "has_picture": self.has_picture,
            "open_comments": project.open_comments,
            "has_assignee": project.assignee is not None,
            "has_due": project.due is not None,
            "is_overdue": project.due is not None and project.is_overdue,
            "tags": tuple(map(str, project.tags.all())),
        }


def _source(project):
    """What it is made of: the product by its name, or what kind of words."""
    if project.source != ProjectSource.PRODUCT:
        return ProjectSource(project.source).label
    return (project.product.name if project.product else "") or gettext("Product (deleted)")


class ProductCard(Frame):
    """A product with its `videos` (projects.views.products.ProductPages) on the list of products."""

    names = ("pk", "name", "price", "workspace", "image", "width", "height")

    def __init__(self, product):
        photo = product.first_photo
        super().__init__(photo and photo.asset)
        self.product, self.pk, self.name = product, product.pk, product.name
        self.price, self.workspace = product.price_label, product.workspace

    @property
    def shape(self):
        return {
            "has_picture": self.has_picture,
            "has_price": bool(self.price),
            "points": len(self.product.selling_points),
            "videos": self.product.videos,
        }
