"""When old rows were looked for last."""

from django.db import models


class RetentionRun(models.Model):
    """One kind's last turn (projects.retention): whoever moves `began` on has the turn."""

    name = models.CharField(max_length=80, unique=True)
    began = models.DateTimeField()
    removed = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return self.name
