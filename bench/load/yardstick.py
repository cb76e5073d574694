"""A plain PDF.js page behind nginx: what a web site without a media store of its own would offer."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.load.engine import LoadError
from deploy.plan import ROOT
from tests.ports import free_ports

LIBRARY = ROOT / "frontend" / "node_modules" / "pdfjs-dist" / "build"
WIDTH = 880  # CSS pixels, as the product's reader on a tablet
PAGE = f"""<!doctype html><meta charset="utf-8"><title>PDF.js</title>
<canvas id="page" style="width:{WIDTH}px"></canvas>
<script type="module">
import * as pdfjs from "./pdf.min.mjs";
pdfjs.GlobalWorkerOptions.workerSrc = "./pdf.worker.min.mjs";
window.worker = new pdfjs.PDFWorker();
await window.worker.promise;
window.openPaper = async (name) => {{
  const paper = await pdfjs.getDocument({{ url: name, worker: window.worker }}).promise;
  const page = await paper.getPage(1);
  const scale = ({WIDTH} / page.getViewport({{ scale: 1 }}).width) * devicePixelRatio;
  const viewport = page.getViewport({{ scale }});
  const canvas = document.getElementById("page");
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  await page.render({{ canvas, viewport }}).promise;
}};
document.title = "ready";
</script>
"""
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; text/javascript mjs; application/pdf pdf; }}
  access_log off; sendfile on; tcp_nopush on; gzip on; gzip_types text/javascript;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }}
}}
"""


@contextlib.contextmanager
def plain_site(papers: list[Path]) -> Iterator[str]:
    """The address of the page, with these papers beside it. Raises LoadError."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as name:
        folder, port = Path(name), free_ports(1)[0]
        folder.chmod(0o755)  # nginx serves as a user of its own
        _fill(folder / "site", papers)
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=port))
        command = [nginx, "-c", str(folder / "conf"), "-e", str(folder / "log")]
        try:
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise LoadError("nginx is not here, so there is no yardstick") from error
        try:
            _await(f"http://127.0.0.1:{port}/index.html")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _fill(site: Path, papers: list[Path]) -> None:
    site.mkdir()
    (site / "index.html").write_text(PAGE)
    for name in ("pdf.min.mjs", "pdf.worker.min.mjs"):
        shutil.copy(LIBRARY / name, site)
    for paper in papers:
        shutil.copy(paper, site)
    for each in site.iterdir():
        each.chmod(0o644)


def _await(address: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.05)
    raise LoadError("nginx does not answer")
