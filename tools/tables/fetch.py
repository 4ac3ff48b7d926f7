"""Obtaining the sources by package name, with the ordinary clients (`apt-get download`, `pip download`).

Owns the calls and the unpacking, into a folder outside the tree. Which packages there are belongs to `sources`.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tools.tables.sources import SOURCES

VERSION_FILE = "PACKAGE"
PIP = ("download", "--quiet", "--no-deps", "--only-binary=:all:")
# pywin32 exists for one system only; its lists are text.
PIP_EXTRA = {"pywin32": ("--platform", "win_amd64", "--python-version", "3.11")}


def fetch_package(registry: str, package: str, folder: Path) -> str:
    """Download and unpack one package below `folder/<package>`; the file name, which carries the version."""
    downloads = folder / "downloads" / package
    downloads.mkdir(parents=True, exist_ok=True)
    if not any(downloads.iterdir()):
        if registry == "apt":
            subprocess.run(["apt-get", "download", package], cwd=downloads, check=True)
        else:
            subprocess.run([sys.executable, "-m", "pip", *PIP, *PIP_EXTRA.get(package, ()), package], cwd=downloads,
                           check=True)
    archive = sorted(downloads.iterdir())[-1]
    target = folder / package
    target.mkdir(exist_ok=True)
    if registry == "apt":
        subprocess.run(["dpkg-deb", "-x", str(archive), str(target)], check=True)
    else:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(target)
    (target / VERSION_FILE).write_text(f"{archive.name}\n", "utf-8")
    return archive.name


def fetch_all(folder: Path) -> list[str]:
    """Every package of `SOURCES`, each once; the file names."""
    packages = dict.fromkeys((source.registry, source.package) for source in SOURCES)
    return [fetch_package(registry, package, folder) for registry, package in packages]
