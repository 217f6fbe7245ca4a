"""Boards say since now which product and brand they show: those that people agreed on before say it too.

Nothing about them has changed, so their approvals hold, and their videos are not out of date.
"""

import hashlib
import json

from django.db import migrations

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "KRW": "₩", "INR": "₹"}


def name_product_and_brand(apps, schema_editor):
    submissions = apps.get_model("projects", "Submission").objects.filter(state__in=("open", "approved"))
    rows = submissions.select_related("project__product", "project__brand_kit__logo")
    for row in rows.iterator():
        board = {**_said(row.project), **row.board}
        if board != row.board and _digest(row.board) == row.digest:
            _restamp(apps, row, board)


def _restamp(apps, row, board):
    old, new = row.digest, _digest(board)
    type(row).objects.filter(pk=row.pk).update(board=board, digest=new)
    for room, name in (("generation", "Job"), ("rendering", "Render")):
        made = apps.get_model(room, name).objects.filter(project_id=row.project_id, digest=old)
        made.update(digest=new)


def _digest(board):
    plain = json.dumps(board, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _said(project):
    product, kit = project.product, project.brand_kit
    shown = [product.name, product.vendor, _price(product)] if product else []
    logo = f"logo {kit.logo.digest[:8]}" if kit and kit.logo else ""
    look = [kit.name, *map(str, kit.colours or ()), kit.font, logo, kit.call_to_action] if kit else []
    found = {"product": ", ".join(filter(None, shown)), "brand": ", ".join(filter(None, look))}
    return {key: words for key, words in found.items() if words}


def _price(product):
    if product.price is None:
        return ""
    symbol = SYMBOLS.get(product.currency)
    return f"{symbol}{product.price:.2f}" if symbol else f"{product.currency} {product.price:.2f}"


class Migration(migrations.Migration):
    dependencies = [
        ("rendering", "0002_previews_and_ratios"),
        ("generation", "0006_estimates_and_days"),
        ("projects", "0008_finish_and_focus"),
    ]

    operations = [migrations.RunPython(name_product_and_brand, migrations.RunPython.noop)]
