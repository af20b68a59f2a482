"""Times `run_crawl` against `wget -r` on the generated site, in turn, and prints one line a run."""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from generate import BASE, nginx_conf, write_site

from migrator.model import Silence
from migrator.stages.crawl import run_crawl
from migrator.store.project import Project

SETTINGS = """
[old]
url = "{base}"
[new]
url = "https://new.example"
[crawl]
rate = 1000000.0
connections = {connections}
[network.resolve]
"{base}" = "http://127.0.0.1:{port}"
"""
# Every trap is left out for wget, which would otherwise ask for ten times as many pages.
WGET = ("wget", "-q", "-r", "-l", "inf", "-e", "use_proxy=yes", "--reject-regex", "[?]")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def serving(root: Path):
    """Run nginx on a free port; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = root / "nginx.conf"
    conf.write_text(nginx_conf(root, port, as_root=hasattr(os, "geteuid") and os.geteuid() == 0))
    server = subprocess.Popen(["nginx", "-c", str(conf), "-e", str(root / "error.log")])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def answered(root: Path, since: int) -> tuple[int, int]:
    """Return how many distinct pages and how many requests the log holds since a byte position."""
    lines = (root / "access.log").read_bytes()[since:].decode().splitlines()
    targets = [
        match[1] for line in lines if (match := re.search(r'"GET (?:http://[^/ ]+)?(\S+) [^"]*" 200', line))
    ]
    return len({target for target in targets if target.endswith((".html", "/"))}), len(lines)


def time_wget(root: Path, port: int, folder: Path) -> float:
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*WGET, "-e", f"http_proxy=127.0.0.1:{port}", "-P", str(folder), f"{BASE}/"], check=False)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime


def time_migrator(root: Path, port: int, folder: Path, connections: int) -> float:
    started = time.process_time()
    text = SETTINGS.format(base=BASE, port=port, connections=connections)
    with Project.create(folder, text) as project:
        report = run_crawl(project, project.settings(), Silence())
    if report.problems or report.findings:
        say(f"   {dict(report.counts)} {[finding.message for finding in report.findings][:3]}")
    return time.process_time() - started


def measure(name: str, root: Path, run) -> None:
    since = (root / "access.log").stat().st_size
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        cpu = run(Path(folder) / "x")
        wall = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    pages, requests = answered(root, since)
    say(
        f"{name:10} {pages:6} pages {requests:6} requests {wall:7.1f} s {pages / wall:7.0f} pages/s"
        f" {cpu / max(pages, 1) * 1000:6.2f} ms CPU a page {size / 1e6:7.1f} MB"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--posts", type=int, default=5000)
    words.add_argument("--comments", type=int, default=53_000)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--connections", type=int, default=4)
    asked = words.parse_args()
    for program in ("nginx", "wget"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is not installed; this benchmark compares on a real server")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        say(str(write_site(root, asked.posts, asked.comments)))
        with serving(root) as port:
            for _ in range(asked.rounds):
                measure("wget -r", root, lambda target: time_wget(root, port, target))
                measure("migrator", root, lambda target: time_migrator(root, port, target, asked.connections))


if __name__ == "__main__":
    main()
