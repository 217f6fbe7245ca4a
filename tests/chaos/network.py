"""What lies between a worker's machine and its servers: a line for each, which can be cut."""

import asyncio
import contextlib
import threading

from tests.web_server import HOST


class Network:
    """Lines of one machine to servers. `cut("silent")`: nothing passes, and comes late; "closed": refused.

    `lines` names each server: a path of a socket, or (host, port). `port(name)` is where it is found.
    """

    def __init__(self, lines):
        self.loop, self.ports, self.open = asyncio.new_event_loop(), {}, set()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.gate, self.closed = asyncio.Event(), False
        self._run(self._begin(lines))

    def port(self, name):
        return self.ports[name]

    def cut(self, how):
        self._run(self._cut(how))

    def mend(self):
        self._run(self._mend())

    def close(self):
        self._run(self._cut("closed"))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _begin(self, lines):
        self.gate.set()
        for name, target in lines.items():
            server = await asyncio.start_server(
                lambda r, w, target=target: self._serve(target, r, w), HOST, 0
            )
            self.ports[name] = server.sockets[0].getsockname()[1]

    async def _cut(self, how):
        if how == "silent":
            self.gate.clear()
            return
        self.closed = True
        for writer in list(self.open):
            writer.transport.abort()

    async def _mend(self):
        self.closed = False
        self.gate.set()

    async def _serve(self, target, reader, writer):
        if self.closed:
            writer.transport.abort()
            return
        try:
            is_path = isinstance(target, str)
            there = await (
                asyncio.open_unix_connection(target) if is_path else asyncio.open_connection(*target)
            )
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, there[1]}
        await asyncio.gather(self._pump(reader, there[1]), self._pump(there[0], writer))
        self.open -= {writer, there[1]}

    async def _pump(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self.gate.wait()
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
