"""What goes wrong: each fault is a generator that breaks something, yields seconds and mends it."""

# How long a machine is cut off or frozen, in leases: in the long one its work is taken over.
SHORT, LONG = 0.5, 2.5


def postgres_restarted(chaos):
    chaos.postgres.stop()
    yield chaos.dice.uniform(0, chaos.lease / 2)
    chaos.postgres.start()


def redis_gone(chaos):
    chaos.redis.stop()
    yield chaos.lease
    chaos.redis.start()


def _storage(how):
    def fault(chaos):
        chaos.storage.fails = how
        yield chaos.lease
        chaos.storage.fails = None

    return fault


def storage_slow(chaos):
    chaos.storage.slow = 1.5
    yield chaos.lease
    chaos.storage.slow = 0


def disk_full(chaos):
    machine = chaos.one()
    if machine.has_disk:
        machine.fill_disk()
        yield chaos.lease
        machine.empty_disk()


def clock_off(chaos):
    """A machine whose clock is wrong by up to four minutes from now on."""
    machine = chaos.one()
    machine.ahead = chaos.dice.choice((-240, -90, 0, 90, 240))
    machine.kill(machine.pids())
    yield 0


def cut_off(how):
    def fault(chaos):
        machine = chaos.one()
        machine.network.cut(how)
        yield chaos.lease * chaos.dice.choice((SHORT, LONG))
        machine.network.mend()

    return fault


def frozen(chaos):
    """All processes of a machine stand still, and go on as if nothing had been."""
    machine = chaos.one()
    machine.freeze()
    yield chaos.lease * chaos.dice.choice((SHORT, LONG))
    machine.thaw()


def second_supervisor(chaos):
    """One of the same name is refused; one of another name works beside the first for a while."""
    machine = chaos.one()
    chaos.refused.append(machine.second())
    machine.start("other")
    yield chaos.lease
    process = machine.supervisors.pop("other")
    process.terminate()
    yield 1
    chaos.ended.append(process)


def kill_process(chaos):
    machine = chaos.one()
    pids = machine.pids()[1:]
    machine.kill([chaos.dice.choice(pids)] if pids else [])
    yield 0


def kill_supervisor(chaos):
    machine = chaos.one()
    machine.kill([process.pid for process in machine.supervisors.values()])
    yield 0


def kill_pool(chaos):
    machine = chaos.one()
    machine.kill(machine.pids()[1:])
    yield 0


def kill_everything(chaos):
    machine = chaos.one()
    machine.kill(machine.pids())
    yield 0


def restarted(chaos):
    """As an operator does it."""
    machine = chaos.one()
    machine.end("worker")
    machine.start()
    yield 0


FAULTS = {
    "PostgreSQL restarted (immediate)": postgres_restarted,
    "Redis killed, and back": redis_gone,
    "S3 answers 503": _storage(503),
    "S3 is full (507)": _storage(507),
    "S3 cuts connections": _storage("reset"),
    "S3 hangs": _storage("hang"),
    "S3 takes 1.5 s for each answer": storage_slow,
    "disk of a machine full": disk_full,
    "clock of a machine wrong by up to 4 minutes": clock_off,
    "machine cut off without a word": cut_off("silent"),
    "machine cut off, connections refused": cut_off("closed"),
    "machine frozen": frozen,
    "two supervisors on a machine": second_supervisor,
    "kill -9: a process of a pool": kill_process,
    "kill -9: a supervisor": kill_supervisor,
    "kill -9: a pool": kill_pool,
    "kill -9: everything on a machine": kill_everything,
    "worker restarted by SIGTERM": restarted,
}
