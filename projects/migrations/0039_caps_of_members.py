"""What a member may spend in a month. Nobody has a cap before somebody sets one."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0038_personal_choices")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="cap",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[MinValueValidator(Decimal("0"))],
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(cap=None) | models.Q(cap__gte=0), name="a_cap_is_not_negative"
            ),
        ),
    ]
