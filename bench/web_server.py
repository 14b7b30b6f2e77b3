"""nginx, as the floor that servers and crawls are measured against (`apt install nginx-light`)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def nginx(folder: Path, site: Path) -> Iterator[str]:
    """Serves `site`; gives its address."""
    program = shutil.which("nginx")
    if program is None:
        sys.exit("this benchmark needs nginx: apt install nginx-light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = f"listen 127.0.0.1:{port}; root {site};"
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; user root;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; types {{ text/html html; }} charset utf-8; gzip_static on; server {{ {server} }} }}\n"
    )
    child = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nobody answers on port {port}")
