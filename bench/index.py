#!/usr/bin/env python3
"""Runs gvnap-index and redis-server in turns and prints a table of medians; started by index.sh, which publishes the programs."""
import argparse
import json
import random
import resource
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

LIFTED = ["requests-per-second=10000000", "request-burst=10000000"]
PROBES = "probes-per-second=1000000"
CONNECTIONS = 50
RESULTS = 20
QUERIES = 10_000
LEASE = 15
IDLE_PEERS = 20_000
OWN_FILES = 1_100

# Two sets are intersected, and the first entries of what is in both are fetched; the words come from a list, so that
# redis-benchmark asks for the very words that the load asks for.
EVAL = """local words = redis.call('HGET', KEYS[1], tonumber(ARGV[1]))
local a, b = string.match(words, '(%S+) (%S+)')
local ids = redis.call('SINTER', 'w:' .. a, 'w:' .. b)
local wanted = {}
for i = 1, math.min(#ids, RESULTS) do wanted[i] = 'f:' .. ids[i] end
if #wanted == 0 then return {} end
return redis.call('MGET', unpack(wanted))""".replace("RESULTS", str(RESULTS))


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def wait_for_port(port, process, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.005)
    raise SystemExit(f"Nobody listens on port {port}.")


class Process:
    """A server that is measured; stopped at the end of a with."""

    def __init__(self, command):
        self.port = free_port()
        self.folder = tempfile.mkdtemp(prefix="gvnap-bench-")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [part.replace("PORT", str(self.port)) for part in command], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        wait_for_port(self.port, self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.rows = []

    def index(self, *more):
        limits = [part for limit in LIFTED for part in ("--limit", limit)]
        return Process(["dotnet", f"{self.options.programs}/gvnap-index.dll", "--listen", "127.0.0.1", "--port", "PORT", *limits, *more])

    def redis(self):
        return Process(["redis-server", "--port", "PORT", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])

    def load(self, servers, *more):
        index = ",".join(f"127.0.0.1:{server.port}" for server in servers)
        result = subprocess.run(
            ["dotnet", f"{self.options.programs}/gvnap-lab.dll", "load", "--index", index, "--server-process", str(servers[0].process.pid),
             "--compare", "false", "--json", *map(str, more)], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"The load failed: {result.stderr}\n{result.stdout}")
        return json.loads(result.stdout)

    def add(self, what, values, unit, floor, goal, lower=False):
        median = statistics.median(values)
        met = median <= floor if lower else median >= floor
        self.rows.append((what, f"{show(median)} {unit}", f"{show(min(values))}–{show(max(values))}", len(values), f"{show(floor)}", f"{show(goal)}", "yes" if met else "**no**"))
        say("| " + " | ".join(map(str, self.rows[-1])) + " |")

    def print(self):
        print(f"Limits that were lifted: {', '.join(LIFTED)}; of idle peers {PROBES}, too.\n")
        print("| Measure | Median | Range | Rounds | Floor | Goal | Reached |\n|---|---|---|---|---|---|---|")
        for row in self.rows:
            print("| " + " | ".join(map(str, row)) + " |")

    # Of the measures each takes a server of its own, except those that search: they share the one with all files.

    def memory_and_search(self):
        peers = max(1, self.options.files // 20_000)
        files = self.options.files // peers
        shape = ["--peers", peers, "--files-per-peer", files]
        with self.index() as server, self.redis() as store:
            self.fill(store)
            say(f"{peers * files} files are shared.")
            keep = subprocess.Popen(
                ["dotnet", f"{self.options.programs}/gvnap-lab.dll", "load", "--index", f"127.0.0.1:{server.port}", "--server-process", str(server.process.pid),
                 *map(str, shape), "--searches-per-second", "0", "--duration", "1h", "--check", "0", "--compare", "false"], stderr=subprocess.PIPE, text=True)
            before = resident(server)
            while "Waiting" not in keep.stderr.readline():
                pass
            self.add(f"resident memory a file, {peers * files:,} files", [(resident(server) - before) / (peers * files)], "bytes", 250, 150, lower=True)
            try:
                self.search(server, store, shape)
            finally:
                keep.kill()
                keep.wait()

    def search(self, server, store, shape):
        ratios, piped, peaks, churned = {"rare": [], "common": []}, [], [], []
        search = ["--peers", 0, "--corpus", self.options.files, "--connections", CONNECTIONS, "--results", RESULTS, "--duration", "3s", "--check", 0]
        for _ in range(self.options.rounds):
            for kind in ratios:
                ours = self.load([server], *search, "--queries", kind)["searches"]["perSecond"]
                theirs = self.redis_rate(store, 40_000 if kind == "rare" else 2_000, kind)
                say(f"{kind}: {ours:.0f}/s, redis EVAL {theirs:.0f}/s")
                ratios[kind].append(ours / theirs)
            get = self.redis_get(store)
            ours = self.load([server], *search, "--pipeline", 16)["searches"]["perSecond"]
            say(f"16 pipelined: {ours:.0f}/s, redis GET {get:.0f}/s")
            piped.append(ours / get)
        self.add("two rare words over TCP / redis EVAL", ratios["rare"], "×", 3, 6)
        self.add("two common words over TCP / redis EVAL", ratios["common"], "×", 100, 300)
        self.add("16 pipelined / redis-benchmark GET", piped, "×", 0.5, 1.0)
        churn = ["--peers", 500, "--files-per-peer", 100, "--seed", 2, "--connections", CONNECTIONS, "--duration", "5s", "--check", 0, "--churn", 5_000]
        for _ in range(self.options.rounds):
            peaks.append(self.load([server], *churn)["searches"]["perSecond"])
        rate = int(statistics.median(peaks) / 2)
        for _ in range(self.options.rounds):
            churned.append(self.load([server], *churn, "--searches-per-second", rate)["searches"]["latency"]["p99"])
        self.add(f"p99 at half of the peak rate ({rate:,}/s), 5,000 files/s come and go", churned, "ms", 10, 3, lower=True)

    def fill(self, store):
        say("The same files are written to Redis.")
        corpus = subprocess.Popen(["dotnet", f"{self.options.programs}/gvnap-lab.dll", "corpus", "--files", str(self.options.files), "--queries", str(QUERIES)], stdout=subprocess.PIPE)
        subprocess.run(["redis-cli", "-p", str(store.port), "--pipe"], stdin=corpus.stdout, stdout=subprocess.DEVNULL, check=True)

    def redis_rate(self, store, requests, kind):
        sha = subprocess.run(["redis-cli", "-p", str(store.port), "SCRIPT", "LOAD", EVAL], capture_output=True, text=True, check=True).stdout.strip()
        return self.redis_benchmark(store, requests, "-r", QUERIES, "EVALSHA", sha, 1, f"q:{kind}", "__rand_int__")

    def redis_get(self, store):
        return self.redis_benchmark(store, 200_000, "-t", "get")

    def redis_benchmark(self, store, requests, *command):
        lines = subprocess.run(["redis-benchmark", "-p", str(store.port), "-c", str(CONNECTIONS), "-n", str(requests), "--csv", *map(str, command)],
                               capture_output=True, text=True, check=True).stdout.splitlines()
        return float(lines[-1].split('","')[1])

    def registration(self):
        memory, redis = [], []
        shape = ["--peers", 50, "--files-per-peer", 4_000, "--searches-per-second", 0, "--duration", "100ms", "--check", 0]
        for _ in range(self.options.rounds):
            with self.index() as server:
                memory.append(self.load([server], *shape)["filesPerSecond"])
            with self.redis() as store, self.index("--redis", f"127.0.0.1:{store.port}") as server:
                redis.append(self.load([server], *shape)["filesPerSecond"])
        self.add("registration, memory directory", memory, "files/s", 150_000, 400_000)
        self.add("registration, Redis directory", redis, "files/s", 30_000, 80_000)

    def idle(self):
        # All endpoints are reached while the peers register, and none is dialled while they are idle.
        with self.index("--limit", PROBES) as server:
            report = self.load([server], "--peers", idle_peers(), "--files-per-peer", 0, "--searches-per-second", 0, "--duration", "30s", "--check", 0)
            before, at, after = (report[name] for name in ("serverBefore", "serverRegistered", "serverAfter"))
            peers = report["peers"]
            time = 100 * (after["processorSeconds"] - at["processorSeconds"]) / report["seconds"]
            self.add(f"{peers:,} idle peers, memory each", [(after["residentBytes"] - before["residentBytes"]) / peers / 1000], "KB", 12, 6, lower=True)
            self.add(f"heartbeats of 20,000 idle peers, a core's time, from that of {peers:,}", [time * IDLE_PEERS / peers], "%", 25, 10, lower=True)

    def restart(self):
        with self.redis() as store, self.index("--redis", f"127.0.0.1:{store.port}") as server:
            keep = subprocess.Popen(
                ["dotnet", f"{self.options.programs}/gvnap-lab.dll", "load", "--index", f"127.0.0.1:{server.port}", "--peers", "50", "--files-per-peer", str(self.options.files // 50),
                 "--searches-per-second", "0", "--duration", "1h", "--check", "0", "--compare", "false"], stderr=subprocess.PIPE, text=True)
            try:
                while "Waiting" not in keep.stderr.readline():
                    pass
                seconds = []
                for _ in range(self.options.rounds):
                    with self.index("--redis", f"127.0.0.1:{store.port}") as other:
                        while total(other, "user:load1-49") == 0:
                            time.sleep(0.01)
                        seconds.append(time.monotonic() - other.started)
            finally:
                keep.kill()
                keep.wait()
        self.add(f"restart on Redis, {self.options.files:,} files searchable after", seconds, "s", 20, 8, lower=True)

    def silent(self):
        with self.redis() as store, self.index("--redis", f"127.0.0.1:{store.port}") as a, self.index("--redis", f"127.0.0.1:{store.port}") as b:
            report = self.load([a, b], "--peers", 10_000, "--files-per-peer", 1, "--searches-per-second", 0, "--duration", "1s", "--check", 0, "--silent", 20)
        self.add("silent crash among 10,000 peers, out of all results, slowest of 20", [max(report["silentSeconds"])], "s", LEASE + 2, LEASE + 1, lower=True)


def idle_peers():
    """As many as the server and the load may have connections, each less what it needs for itself."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return IDLE_PEERS if most == resource.RLIM_INFINITY else min(IDLE_PEERS, most - OWN_FILES)


def resident(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return 1024 * int(next(line for line in status if line.startswith("VmRSS")).split()[1])


def total(server, query):
    """The number of results, asked through the protocol itself."""
    def frame(body):
        return struct.pack(">I", len(body)) + body

    def field(number, body):
        return varint(number << 3 | 2) + varint(len(body)) + body

    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(frame(b"\x08\x01" + field(10, b"\x08\x01\x10\x01")))
        line.sendall(frame(b"\x08\x02" + field(17, field(1, query.encode()) + b"\x10\x01")))
        stream = line.makefile("rb")
        for _ in range(2):
            body = stream.read(struct.unpack(">I", stream.read(4))[0])
    return len(body) - len(b"\x08\x02" + varint(18 << 3 | 2) + b"\x00")


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def show(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def main():
    measures = ["registration", "idle", "silent", "restart", "memory_and_search"]
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=measures)
    bench = Bench(parser.parse_args())
    for name in bench.options.only or measures:
        getattr(bench, name)()
    bench.print()


if __name__ == "__main__":
    main()
