"""What a release runs on this machine, and what it asks of the network."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import httpx

from shared.deploy.keys import find_keys_in_archives
from shared.deploy.package import FOLDER, is_fresh
from shared.deploy.release import Done
from shared.deploy.target import deployed
from shared.local.checkout import ROOT, LocalStackError, node

# CloudFormation takes some minutes for all of it, and longer where it puts back what was there.
_COMMAND_TIMEOUT_S = 1800
_OSLS = ROOT / "node_modules" / "osls" / "bin" / "serverless.js"
_SUPABASE = ROOT / "node_modules" / "@supabase" / "cli-linux-x64" / "bin" / "supabase"
_QUIET = {
    "SLS_TELEMETRY_DISABLED": "1",
    "SLS_NOTIFICATIONS_MODE": "off",
    "SUPABASE_TELEMETRY_DISABLED": "1",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True, slots=True)
class LocalMachine:
    """Attributes:
    region: of AWS.
    """

    environment: Mapping[str, str]
    region: str

    def git_status(self) -> str:
        return self._run(["git", "status", "--porcelain"]).said

    def has_fresh_packages(self, architecture: str | None) -> bool:
        target = deployed()
        return is_fresh(replace(target, architecture=architecture or target.architecture))

    def keys_in_packages(self) -> Sequence[tuple[str, str, str]]:
        return [*find_keys_in_archives(sorted(FOLDER.glob("*.zip")))]

    def push_migrations(self, *, dry_run: bool) -> Done:
        # Where the official CLI is not in package.json, which has it for Linux x64 alone, it is the one on the PATH.
        program = os.fspath(_SUPABASE) if _SUPABASE.exists() else "supabase"
        url = self.environment["SUPABASE_DB_URL"]
        done = self._run([program, "db", "push", f"--remote={url}", "--dry-run" if dry_run else "--yes"])
        return Done(done.code, done.said.replace(url, "SUPABASE_DB_URL"))

    def framework(self, *arguments: str) -> Done:
        return self._run([node(), os.fspath(_OSLS), *arguments, "--region", self.region])

    def get(self, url: str) -> Mapping[str, object]:
        try:
            answer = httpx.get(url, timeout=30.0)
            found = answer.json()
        except httpx.HTTPError as error:
            return {"wrong": type(error).__name__}
        except ValueError:
            return {"wrong": f"{answer.status_code}, and no JSON"}
        if answer.status_code != httpx.codes.OK or not isinstance(found, dict):
            return {"wrong": f"{answer.status_code}"}
        return found

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def _run(self, command: Sequence[str]) -> Done:
        try:
            done = subprocess.run(  # noqa: S603 - our own commands
                command,
                cwd=ROOT,
                env={**self.environment, **_QUIET},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=_COMMAND_TIMEOUT_S,
                check=False,
            )
        except FileNotFoundError:
            raise LocalStackError(f"{command[0]} is not there: install it, or run `make setup`") from None
        return Done(done.returncode, done.stdout.strip("\n"))
