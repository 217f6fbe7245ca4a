"""Whether budgets, a member's cap and a token's cap have room for what something may cost.

Asked under the workspace's row (`budgets.lock`), or by somebody who only wants to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext_noop

from generation.billing import budgets, caps
from generation.billing.caps import CAP_CURRENCY, NOTHING, MoneyLimit, total
from generation.models import Job, LedgerEntry, Reservation, ReservationState
from projects.errors import OverBudget
from projects.models import ApiToken, Workspace
from projects.money_format import readable


@dataclass(frozen=True)
class OneCall:
    """A paid request that belongs to no job: for which workspace, and whose cap it falls under."""

    workspace: Workspace
    by: User
    project = None
    api_token = None
    api_token_id = None

    @property
    def workspace_id(self) -> int:
        return self.workspace.pk

    @property
    def created_by_id(self) -> int:
        return self.by.pk


def check_room(job: Job | OneCall, amount: Decimal, currency: str, what: str) -> None:
    """OverBudget unless every budget that the job falls under, and every cap, has `amount` left.

    A member's cap is of one workspace, whose row is locked already.
    """
    for row in budgets.remaining(job.workspace, job.project):
        _require_room(budgets.limit_of(row), amount, currency, what)
    cap = caps.member_limit(job.workspace_id, job.created_by_id) if amount else None
    if cap:
        _require_room(cap, amount, currency, what)
    check_cap(job, amount, currency, what)


def _require_room(limit: MoneyLimit, amount: Decimal, currency: str, what: str) -> None:
    if amount and currency != limit.currency:
        raise OverBudget(
            gettext_noop(
                "%(subject)s is priced in %(currency)s, but %(what)s is in %(other)s. Nothing was sent."
            )
            % {"subject": what, "currency": currency, "what": limit.name, "other": limit.currency}
        )
    # The last cent may be used, so not >=.
    if amount > limit.left:
        raise OverBudget(
            gettext_noop(
                "%(subject)s needs up to %(needed)s, but %(what)s has %(left)s left of "
                "%(amount)s. Nothing was "
                "sent. An admin of the workspace can raise it."
            )
            % {
                "subject": what,
                "needed": readable(amount),
                "what": limit.name,
                "left": readable(limit.left),
                "amount": readable(limit.amount),
            }
        )


def check_cap(job: Job | OneCall, amount: Decimal, currency: str, what: str) -> None:
    """OverBudget unless what jobs of the same API token cost, and have put aside, leaves `amount` of its cap.

    The token's row is locked behind the workspace's: a token may work in several.
    """
    if job.api_token_id is None or not amount:
        return
    token = ApiToken.objects.select_for_update(no_key=True).filter(pk=job.api_token_id).first()
    if token is None or token.cap is None:
        return
    held = Reservation.objects.filter(
        state=ReservationState.HELD, currency=currency, job__api_token=token, amount__gt=0
    )
    spent = LedgerEntry.objects.filter(step__job__api_token=token, currency=currency)
    left = max(token.cap - total(held, "amount") - total(spent, "cost"), NOTHING)
    if currency != CAP_CURRENCY or amount > left:
        raise OverBudget(
            gettext_noop(
                "%(subject)s needs up to %(needed)s, but the API token has %(left)s left of its cap of "
                "%(amount)s. Nothing was sent. Make a token with another cap."
            )
            % {
                "subject": what,
                "needed": readable(amount),
                "left": readable(left),
                "amount": readable(token.cap),
            }
        )


def check_known(job: Job | OneCall, unknown: Sequence[Any], what: str) -> None:
    """Where there is a budget, what has no price is refused: it could be anything."""
    row = next(iter(budgets.remaining(job.workspace, job.project)), None)
    if not unknown or settings.UNKNOWN_PRICES == "allow":
        return
    names = sorted({f"{one.model} of {getattr(one, 'name', '') or one.provider}" for one in unknown})
    if job.api_token and job.api_token.cap is not None:
        raise OverBudget(
            gettext_noop(
                "%(subject)s would ask %(names)s, whose price nobody knows, and the API token has a cap of "
                "%(amount)s. Nothing was sent. Enter the price in the admin."
            )
            % {"subject": what, "names": ", ".join(names), "amount": readable(job.api_token.cap)}
        )
    limit = caps.member_limit(job.workspace_id, job.created_by_id)
    if not row and limit:
        raise OverBudget(
            gettext_noop(
                "%(subject)s would ask %(names)s, whose price nobody knows, and %(what)s has "
                "%(left)s left. Nothing was sent. Enter the price in the admin."
            )
            % {
                "subject": what,
                "names": ", ".join(names),
                "what": limit.name,
                "left": readable(limit.left),
            }
        )
    if not row:
        return
    raise OverBudget(
        gettext_noop(
            "%(subject)s would ask %(names)s, whose price nobody knows, and %(what)s has "
            "%(left)s left. Nothing "
            "was sent. Enter the price in the admin, choose another model, or allow unknown "
            "prices in the settings."
        )
        % {
            "subject": what,
            "names": ", ".join(names),
            "what": budgets.name_of(row.budget),
            "left": readable(row.left),
        }
    )
