"""The hour itself: work that comes, faults, a person who decides; and what became of it."""

import contextlib
import os
import random
import sys
import time
from collections import Counter
from decimal import Decimal
from functools import partial

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection

from generation import actions
from generation.billing import ledger, price_book
from generation.engine import cancellations, control, jobs
from generation.models import (
    ACTIVE_JOB_STATES,
    Job,
    LedgerEntry,
    ModelCard,
    Price,
    Reservation,
    ReservationState,
    Step,
    StepState,
    UnstoredFile,
)
from projects.board import editing, review
from projects.media import library
from projects.models import Asset, ProjectState, VideoProject
from tests import cast
from tests.chaos import faults, machines
from tests.contracts.test_matrix import priced
from tests.waiting import until

TALENTS = ("vision", "image", "music", "clip")
# Whose answer cannot be asked for afterwards: docs/providers.md promises that a person is asked.
PROMISED = ("text", "vision", "clip")
# Seconds between two questions, two films and two faults, in leases.
WORK_EVERY, FILM_EVERY, FAULT_EVERY = 0.25, 6, 0.75
# A busy machine is asked for no more while so many jobs are open.
MOST_OPEN = 12
# After the last fault all must come to its end. When no step was done for so long, nothing moves any more:
# a busy machine composes a film for minutes.
PATIENCE = 600


class Chaos:
    def __init__(self, folder, told, env, postgres, redis, storage, crew):
        self.told, self.lease, self.dice = told, told.lease, random.Random(told.seed)
        self.postgres, self.redis, self.storage, self.crew = postgres, redis, storage, crew
        self.happened, self.refused, self.ended = Counter(), [], []
        self.held, self.paid_again, self.retried, self.number = Counter(), Counter(), Counter(), 0
        self._furnish()
        lines = {"database": postgres.socket, "storage": machines.address(storage.url)}
        lines |= {name: machines.address(one.url) for name, one in zip(
            ("words", "pictures", "music", "clips"), crew.all, strict=True)}  # fmt: skip
        env = {
            **{key: value for key, value in os.environ.items() if key not in ("DATABASE_URL",)},
            **env,
            "DATABASE_URL": "postgresql://postgres@127.0.0.1:DATABASE-PORT/postgres",
        }
        self.machines = [machines.Machine(name, folder, lines, env) for name in ("one", "two")]
        for machine in self.machines:
            machine.start()
        for machine in self.machines:
            is_up = partial(self._is_up, machine)
            until(is_up, 600, what=f"the pool of machine {machine.name}")

    def _is_up(self, machine):
        return len(machine.pids()) > 4

    def one(self):
        return self.dice.choice(self.machines)

    def _furnish(self):
        call_command("migrate", verbosity=0)
        price_book.seed(Price, ModelCard)
        Price.objects.all().delete()
        from django.conf import settings

        for talent in ("text", "vision", "image", "music", "clip"):
            priced(settings.PROVIDERS[talent][0], talent)
        # What a machine took is told by some, and costs nothing here.
        Price.objects.filter(unit="seconds").update(amount=0)
        for person in (cast.ed, cast.ann, cast.adam):
            person()

    # --- the hour ------------------------------------------------------------------------
    def run(self):
        """(seconds of chaos, seconds until all was over)"""
        self.began = began = time.monotonic()
        end, broken = began + 60 * self.told.minutes, []
        due = {"work": 0.0, "film": 0.0, "fault": began + self.lease}
        names = []
        while (now := time.monotonic()) < end:
            self._keep_up()
            self._mend(broken, now)
            for work, every, ask in (("film", FILM_EVERY, self._film), ("work", WORK_EVERY, self._ask)):
                if now >= due[work] and self.patiently(self._has_room):
                    due[work] = now + self.lease * every
                    self.patiently(ask)
            self.patiently(self._go_on_with_films)
            if now >= due["fault"] and len(broken) < 2:
                due["fault"] = now + self.lease * self.dice.uniform(0.5, 1.5) * FAULT_EVERY
                names = names or self.dice.sample(list(faults.FAULTS), len(faults.FAULTS))
                self._break(names.pop(), broken)
            time.sleep(0.1)
        self._mend(broken, float("inf"))
        return time.monotonic() - began, self._until_over()

    def _say(self, what):
        print(f"  {time.monotonic() - self.began:6.0f} s  {what}", file=sys.stderr, flush=True)

    def _break(self, name, broken):
        self._say(name)
        fault = faults.FAULTS[name](self)
        self.happened[name] += 1
        with contextlib.suppress(StopIteration):
            broken.append((time.monotonic() + next(fault), fault))

    def _mend(self, broken, now):
        for row in [row for row in broken if row[0] <= now]:
            broken.remove(row)
            with contextlib.suppress(StopIteration):
                wait = next(row[1])
                broken.append((min(now, time.monotonic()) + wait, row[1]))
        if now == float("inf") and broken:
            time.sleep(1)
            self._mend(broken, now)

    def _keep_up(self):
        for machine in self.machines:
            if not machine.frozen:
                machine.kept_up()

    def patiently(self, verb):
        """The driver's own connection breaks as well when PostgreSQL is restarted."""
        try:
            return verb()
        except (DatabaseError, InterfaceError):
            connection.close()
        except OSError:
            pass
        except Exception as error:
            if (
                "storage" not in f"{type(error).__module__} {error}".lower()
                and "botocore" not in type(error).__module__
            ):
                raise
        return None

    # --- work ----------------------------------------------------------------------------
    def _ask(self):
        self.number += 1
        talent = TALENTS[self.number % len(TALENTS)]
        project = editing.create_project(cast.shop(), cast.ed(), "prompt", prompt=f"Film {self.number}",
                                         target_ms=6000, style="minimal", resolution="720p")  # fmt: skip
        jobs.enqueue(project, "try", by=cast.ed(), talent=talent, seed=self._mark())

    def _has_room(self):
        return Job.objects.active().count() < MOST_OPEN

    def _mark(self):
        """A number that stands in no other question."""
        return 70_000_000 + self.number

    def _film(self):
        self.number += 1
        shop = cast.shop(f"shop-{self.number}", f"Shop {self.number}")
        by = cast.person(f"ed-{self.number}", "editor", shop)
        cast.person(f"ann-{self.number}", "approver", shop)
        product = cast.flask(shop, name=f"Flask {self._mark()}")
        project = editing.create_project(shop, by, "product", product=product,
                                         target_ms=15_000, style="minimal", resolution="720p")  # fmt: skip
        actions.storyboard(project, by)

    def _films(self):
        return VideoProject.objects.exclude(workspace=cast.shop())

    def _go_on_with_films(self):
        """People submit a finished board and approve it, which begins its render."""
        for project in self._films().filter(
            state__in=(ProjectState.STORYBOARD_READY, ProjectState.IN_REVIEW)
        ):
            number = project.workspace.slug.rpartition("-")[2]
            who = cast.person(f"ed-{number}", "editor", project.workspace)
            if project.state == ProjectState.STORYBOARD_READY and not self._at_work(project):
                review.submit(project, who)
            elif project.state == ProjectState.IN_REVIEW:
                review.approve(project, cast.person(f"ann-{number}", "approver", project.workspace))

    def _at_work(self, project):
        return Job.objects.filter(project=project, state__in=ACTIVE_JOB_STATES).exists()

    # --- until it is over ------------------------------------------------------------------
    def _until_over(self):
        began = said = moved = time.monotonic()
        done = 0
        while time.monotonic() - moved < PATIENCE:
            self._keep_up()
            self.patiently(self._go_on_with_films)
            time.sleep(0.5)
            # What was frozen or cut off may still send what it was about to send.
            if time.monotonic() - began > self.lease:
                self.patiently(self._decide)
            self.patiently(self._retry)
            if self.patiently(lambda: not self._open()):
                break
            if time.monotonic() - said > 10:
                said = time.monotonic()
                self.patiently(self._tell)
                by_now = self.patiently(Step.objects.filter(state=StepState.DONE).count)
                if by_now != done:
                    done, moved = by_now, said
        return time.monotonic() - began

    def _tell(self):
        """What is still open, for who waits."""
        states = Counter(Job.objects.exclude(state="succeeded").values_list("kind", "state"))
        steps = Step.objects.exclude(state__in=(StepState.DONE, StepState.SKIPPED, StepState.WAITING))
        left = [f"{step.key} {step.state} {step.worker} {step.error[:80]}" for step in steps[:4]]
        self._say(f"open: {dict(states)}; {left}")

    def _open(self):
        waiting = (ProjectState.STORYBOARD_READY, ProjectState.IN_REVIEW)
        return (
            Job.objects.exclude(state="succeeded").exists()
            or self._films().filter(state__in=waiting).exists()
            or cancellations.Cancellation.objects.exclude(state="done").exists()
        )

    def _decide(self):
        """A person looks into the provider's account, writes down what was charged, and sends it again."""
        for step in Step.objects.filter(state=StepState.UNKNOWN).select_related("job__project__product"):
            found = self.crew.got(step, self._mark_of(step))
            written = [line for line in LedgerEntry.objects.filter(step=step) if line.cost is not None]
            line = LedgerEntry.objects.filter(step=step, cost=None).order_by("pk").last()
            known = len([row for row in written if not row.call_key.startswith("fix:")])
            fixed = len([row for row in written if row.call_key.startswith("fix:") and row.cost])
            new = found[known + fixed :]
            self.held[step.talent] += 1
            self.paid_again[step.talent] += bool(new)
            if line:
                ledger.correct(line, sum(new, Decimal(0)), cast.adam(), "The provider's account.")
            control.send_again(step, cast.ann())

    def _retry(self):
        """A job that failed is started again by a person; nobody should have to, but for a full disk."""
        for job in Job.objects.filter(state="failed"):
            self.retried[f"{job.kind}: {job.error}"[:160]] += 1
            control.retry(job, cast.ann())

    # --- what became of it -----------------------------------------------------------------
    def report(self, chaos_seconds, over_seconds):
        lost = self._lost()
        books, kept = self._books()
        rows = [*self._counts(), *books, *lost]
        good = kept and all(ok for _, _, ok in rows)
        lines = [
            f"{chaos_seconds / 60:.1f} minutes, seed {self.told.seed}, leases of {self.lease:g} s; "
            f"all was over {over_seconds:.0f} s after the last fault.",
            "",
            "| fault | times |",
            "| --- | ---: |",
        ]
        lines += [f"| {name} | {self.happened[name]} |" for name in faults.FAULTS]
        lines += ["", "| afterwards | | |", "| --- | ---: | --- |"]
        lines += [f"| {what} | {value} | {'' if ok is True else '**no**'} |" for what, value, ok in rows]
        return lines, good

    def _counts(self):
        tries = Job.objects.filter(kind="try")
        films = Job.objects.filter(kind="render")
        by_hand = self.retried
        promised = set(self.held) <= set(PROMISED)
        return [
            ("questions to providers asked, answered", _of(tries), not tries.exclude(state="succeeded")),
            ("films begun, made", f"{self._films().count()}, {films.filter(state='succeeded').count()}",
             self._films().count() == films.filter(state="succeeded").count()),
            ("steps done", Step.objects.filter(state=StepState.DONE).count(), True),
            ("held for a person, as promised", _named(self.held), promised),
            ("started again by a person", _named(by_hand) or 0, not by_hand),
            ("second supervisors of one name refused", f"{len(self.refused)}",
             all(status == 1 for status in self.refused)),
        ]  # fmt: skip

    def _lost(self):
        gone = [asset.pk for asset in Asset.objects.exclude(kind="") if not _readable(asset)]
        open_steps = Step.objects.exclude(state__in=(StepState.DONE, StepState.SKIPPED))
        return [
            ("files that cannot be read", f"{len(gone)} of {Asset.objects.count()}", not gone),
            ("steps that are not over", open_steps.count(), not open_steps.exists()),
            (
                "files that wait for the storage",
                UnstoredFile.objects.count(),
                not UnstoredFile.objects.exists(),
            ),
            ("money still put aside", (held := _held().count()), not held),
        ]

    def _books(self):
        """Bills against lines: as many, and as much; no step paid for twice that no person sent again."""
        rows, good = [], True
        lines = list(LedgerEntry.objects.filter(talent__in=("text", "vision", "image", "music", "clip")))
        for name, bills in self.crew.bills().items():
            talents = ("text", "vision") if name == "words" else (name,)
            mine = [line for line in lines if line.talent in talents]
            owed = sum((line.cost or Decimal(0) for line in mine), Decimal(0))
            calls = [line for line in mine if not line.call_key.startswith("fix:")]
            unsent = sum(1 for line in calls if line.cost is None and not self._was_charged(line, mine))
            fits = len(bills) == len(calls) - unsent and owed == sum(bills, Decimal(0))
            said = f"{len(bills)} of {sum(bills, Decimal(0)):.3f}, {len(calls) - unsent} of {owed:.3f}"
            said += f" (and {unsent} that never left)" if unsent else ""
            rows.append((f"{name}: bills, lines in the ledger (USD)", said, fits))
            good &= fits
        twice = self._paid_twice(lines)
        rows.append(("paid twice", len(twice), not twice))
        rows.append(("paid again by a person's decision", _named(self.paid_again) or 0, True))
        return rows, good

    def _was_charged(self, line, lines):
        return any(fix.units.get("corrects") == line.pk and fix.cost for fix in lines)

    def _paid_twice(self, lines):
        """Steps with more charged requests than one, each decision of a person and each repair left out."""
        charged = Counter()
        for line in lines:
            if line.call_key.startswith("fix:"):
                continue
            if line.cost is not None and line.units.get("answer") is None:
                charged[line.step_id] += 1
        steps = Step.objects.in_bulk([step for step, times in charged.items() if times > 1])
        return [pk for pk, step in steps.items() if charged[pk] - self._repairs(step) > 1]

    def _repairs(self, step):
        words = step.talent in ("text", "vision")
        return self.crew.repairs(self._mark_of(step), step.talent) if words else 0

    def _mark_of(self, step):
        """What stands in each request of a step, and in no other's."""
        options, product = step.job.options, step.job.project.product
        return str(options["seed"]) if "seed" in options else product.name

    def close(self):
        for machine in self.machines:
            machine.close()


def _of(rows):
    return f"{rows.count()}, {rows.filter(state='succeeded').count()}"


def _named(counter):
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()) if number)


def _held():
    return Reservation.objects.filter(state=ReservationState.HELD, amount__gt=0)


def _readable(asset):
    try:
        return bool(library.read(asset))
    except Exception:
        return False
