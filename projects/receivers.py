"""What a photo, a logo or a portrait leaves behind, whoever takes it away: page, API, admin or a cascade."""

from django.db.models.signals import post_delete, post_save, pre_save

from projects.media import unused_files
from projects.models import BrandKit, Character, Photo


def connect():
    for model in (BrandKit, Character, Photo):
        pre_save.connect(_before_saving, sender=model)
        post_save.connect(_after_saving, sender=model)
        post_delete.connect(_after_deleting, sender=model)


def _columns(model):
    return [field for field in unused_files.foreign_keys() if field.model is model]


def _before_saving(sender, instance, update_fields=None, **_):
    columns = [field for field in _columns(sender) if update_fields is None or field.name in update_fields]
    names = [field.attname for field in columns]
    before = sender._base_manager.filter(pk=instance.pk).values_list(*names).first() if names else None
    instance._let_go = {key for key in before or () if key} - {getattr(instance, name) for name in names}


def _after_saving(sender, instance, **_):
    if instance._let_go:
        unused_files.let_go(instance._let_go)


def _after_deleting(sender, instance, **_):
    unused_files.let_go([getattr(instance, field.attname) for field in _columns(sender)])
