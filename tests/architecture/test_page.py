"""The page that people use, as it is built: its types hold, it is small, the same everywhere, and loads only that."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from shared.extraction.weights import WEIGHTS
from shared.local.checkout import ROOT, node
from shared.local.page import SOURCES, build_page

TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
# Of all that a first visit loads, compressed.
MOST_BYTES = 200_000
# As they may go along with what is under Apache-2.0.
LICENCES = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

pytestmark = pytest.mark.xdist_group("page")


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_sources_type_check():
    command = [node(), str(TSC), "--noEmit", "--pretty", "false", "--project", str(SOURCES / "tsconfig.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout


def test_a_call_that_the_api_does_not_answer_fails_to_type_check(tmp_path: Path):
    wrong = tmp_path / "wrong.ts"
    client = (SOURCES / "src" / "api").as_posix()
    wrong.write_text(f'import {{ api }} from "{client}";\nvoid api.GET("/v1/nothing");\n')
    project = tmp_path / "tsconfig.json"
    project.write_text(json.dumps({"extends": str(SOURCES / "tsconfig.json"), "files": [str(wrong)], "include": []}))
    command = [node(), str(TSC), "--noEmit", "--pretty", "false", "--project", str(project)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert re.findall(r"wrong\.ts\((\d+),", done.stdout) == ["2"], done.stdout


def test_the_page_is_the_same_wherever_its_checkout_lies(tmp_path: Path):
    build_page(tmp_path / "here")
    packages = [package["name"] for package in json.loads((tmp_path / "here" / "packages.json").read_text())]
    copy = tmp_path / "elsewhere"
    for name in ("functions/web/page", "shared/local/sample", *(f"node_modules/{package}" for package in packages)):
        shutil.copytree(ROOT / name, copy / name)
    (copy / "node_modules" / "esbuild").symlink_to(ROOT / "node_modules" / "esbuild")
    script = copy / SOURCES.relative_to(ROOT) / "build.mjs"
    subprocess.run([node(), str(script)], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert files_of(copy / "build" / "web") == files_of(tmp_path / "here")


def test_what_an_earlier_build_left_does_not_stay(tmp_path: Path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-EARLIER0.js").write_text("")
    build_page(tmp_path)
    assert "assets/main-EARLIER0.js" not in files_of(tmp_path)


def test_a_first_visit_is_within_its_budget(page: Path):
    loaded = {name: content for name, content in files_of(page).items() if name.endswith((".html", ".js", ".css"))}
    sizes = {name: len(gzip.compress(content, 6, mtime=0)) for name, content in loaded.items()}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_the_page_names_what_it_loads_by_its_hash_and_nothing_of_elsewhere(page: Path):
    files = files_of(page)
    html = files["index.html"].decode()
    assert not re.search(r"""(?:src|href)=["']?(?:[a-z]+:)?//""", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", html)
    tags = re.findall(r"<(?:script|link)[^>]+(?:src|href)=[^>]+>", html)
    for tag in tags:
        name = re.search(r'(?:src|href)="([^"]+)"', tag)[1]
        found = re.search(r'integrity="sha384-([^"]+)"', tag)
        assert (found is not None) == name.endswith((".js", ".css")), tag
        if found:
            assert found[1] == base64.b64encode(hashlib.sha384(files[name]).digest()).decode()
    styles = b"".join(content for name, content in files.items() if name.endswith(".css")).decode()
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", styles)


def test_the_licences_of_all_that_is_bundled_go_along(page: Path):
    files = files_of(page)
    packages = json.loads(files["packages.json"])
    assert {package["license"] for package in packages} <= LICENCES
    (terms,) = [content.decode() for name, content in files.items() if name.startswith("assets/licences-")]
    for package in packages:
        assert f"{package['name']} {package['version']} ({package['license']})\n\n" in terms
    assert terms.lower().count("copyright") >= len(packages)


def test_the_page_says_the_weights_that_scores_are_made_with():
    about = (SOURCES / "src" / "views" / "about.tsx").read_text(encoding="utf-8")
    said = re.findall(r'\[\s*"(\w+)",\s*"(\d+) %"', about)
    assert {name: int(percent) for name, percent in said} == {n: round(w * 100) for n, w in WEIGHTS.items()}
