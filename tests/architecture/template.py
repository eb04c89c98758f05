"""serverless.yml as CloudFormation gets it: packaged by the framework, offline, with settings that are invented."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shared.local.checkout import ROOT, node

ORIGINS = ("https://app.example.org", "https://other.example.org")
_INVENTED = {
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_invented",
    "SLS_TELEMETRY_DISABLED": "1",
    "SLS_NOTIFICATIONS_MODE": "off",
}


@dataclass(frozen=True)
class Template:
    """Attributes:
    path: of the file.
    """

    path: Path
    content: Mapping[str, Any]

    def of_type(self, kind: str) -> dict[str, Any]:
        """The properties of each resource of a type, by its name."""
        resources = self.content["Resources"].items()
        return {name: made["Properties"] for name, made in resources if made["Type"] == f"AWS::{kind}"}

    def functions(self) -> dict[str, Any]:
        """Their properties, by the names that serverless.yml gives them."""
        return {made["Handler"].split("/")[1]: made for made in self.of_type("Lambda::Function").values()}

    def statements_of(self, function: str) -> list[dict[str, Any]]:
        """What a function may do."""
        role, _ = self.functions()[function]["Role"]["Fn::GetAtt"]
        policies = self.of_type("IAM::Role")[role]["Policies"]
        return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def package(
    folder: Path, stage: str = "dev", origins: tuple[str, ...] = ORIGINS, alarm_email: str = "", **settings: object
) -> Template:
    """Packaged in a folder of its own, with zips that hold nothing of use.

    Raises:
        subprocess.CalledProcessError: the framework refuses.
    """
    copy_to(folder)
    environment = {"SKILLPATH_CORS_ORIGINS": ",".join(origins), "SKILLPATH_ALARM_EMAIL": alarm_email}
    chosen = [f"--param={name}={str(value).lower()}" for name, value in settings.items()]
    run_framework(folder, environment, "package", "--package", "packed", "--stage", stage, *chosen)
    path = folder / "packed" / "cloudformation-template-update-stack.json"
    return Template(path, json.loads(path.read_text()))


def copy_to(folder: Path) -> None:
    """What the framework reads, into a folder of its own."""
    shutil.copy(ROOT / "serverless.yml", folder)
    shutil.copytree(ROOT / "shared" / "deploy" / "template", folder / "shared" / "deploy" / "template")
    for artifact in _artifacts():
        path = folder / artifact
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("nothing.py", "")


def run_framework(folder: Path, environment: Mapping[str, str], *arguments: str) -> str:
    """What a command says, run with what is invented and nothing else.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    done = subprocess.run(
        [node(), ROOT / "node_modules" / ".bin" / "osls", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **_INVENTED, **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.stdout + done.stderr


def texts(value: object) -> Iterator[str]:
    """Every text in it, however deep."""
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def _artifacts() -> set[str]:
    settings = yaml.safe_load((ROOT / "serverless.yml").read_text())
    parts = [settings, *settings["functions"].values()]
    return {part["package"]["artifact"] for part in parts if "artifact" in part.get("package", {})}
