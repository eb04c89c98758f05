"""To AWS and back: what must hold before anything is changed, then the database, the functions, and a look at them.

Migrations go first, and never back: each must let the functions of before go on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.api import VERSION
from shared.domain.errors import NotConfiguredError
from shared.local.checkout import LocalStackError
from shared.settings import check_environment

SERVICE = "skillpath"
NEEDED = {
    "SUPABASE_URL": "the project's address",
    "SUPABASE_PUBLISHABLE_KEY": "its publishable key",
    "SUPABASE_DB_URL": "its database, as postgresql://…, for the migrations",
}
# Of whoever must be told apart from a slip of the hand.
CAREFUL = "prod"
ACCOUNT = "SKILLPATH_AWS_ACCOUNT"

_STAGE = re.compile(r"[a-z][a-z0-9-]{0,15}")
_TOLD_CHARS = 4000
_ATTEMPTS = 6
_PAUSE_S = 5.0


class ReleaseError(LocalStackError):
    """Nothing, or no more, is changed: what was wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended.

    Attributes:
        said: what it wrote, without secrets of ours.
    """

    code: int
    said: str


class Machine(Protocol):
    """What is run here, and asked of the network."""

    def git_status(self) -> str:
        """What is not committed, a file a line."""

    def has_fresh_packages(self, architecture: str | None) -> bool:
        """Whether the packages at hand are of this checkout and this processor; None: that of serverless.yml."""

    def keys_in_packages(self) -> Sequence[tuple[str, str, str]]:
        """What must not be given away: the package, the file in it, and what kind of key it is."""

    def push_migrations(self, *, dry_run: bool) -> Done: ...

    def framework(self, *arguments: str) -> Done:
        """A command of the Serverless framework."""

    def get(self, url: str) -> Mapping[str, object]:
        """What answers there, if that is JSON and the status 200; else a mapping of what was wrong by "wrong"."""

    def wait(self, seconds: float) -> None: ...


class Account(Protocol):
    """An account of AWS, and what is there of a stage."""

    def number(self) -> str | None:
        """None without credentials that hold."""

    def has_parameter(self, name: str) -> bool: ...

    def url(self, stage: str) -> str | None:
        """Of the API; None where the stage was never deployed."""

    def deployed(self, stage: str) -> int | None:
        """The timestamp of what runs now."""

    def deployments(self, stage: str) -> Sequence[int]:
        """The timestamps of what can be gone back to, in any order."""


@dataclass(frozen=True, slots=True)
class Release:
    """Attributes:
    environment: SUPABASE_URL and whatever else decides.
    say: is told of each step.
    chosen: settings of serverless.yml other than it has for the stage, as {"snapStart": "true"}.
    """

    stage: str
    environment: Mapping[str, str]
    machine: Machine
    account: Account
    say: Callable[[str], None]
    chosen: Mapping[str, str] = field(default_factory=dict)

    def deploy(self) -> str:
        """The database first, then the functions; the URL that answers.

        Raises:
            ReleaseError: something that must hold does not, and nothing is changed; or a step failed.
        """
        self._require_stage()
        self._require_settings()
        self._require_committed()
        if not self.machine.has_fresh_packages(self.chosen.get("architecture")):
            raise ReleaseError("the packages are not those of this checkout, or not for this processor: `make package`")
        if found := self.machine.keys_in_packages():
            package, file, kind = found[0]
            raise ReleaseError(f"{file} in {package} has {kind}: take it out, and have a new one made in its place")
        number = self._require_account()
        self._require_parameters()
        pending = self._checked(self.machine.push_migrations(dry_run=True), "the migrations cannot be pushed")
        self.say(f"account {number}, stage {self.stage}; {_gist(pending)}")
        self._checked(self.machine.push_migrations(dry_run=False), "the migrations failed, and no function is changed")
        self.say("the database has every migration; the functions come next, which takes some minutes")
        self._checked(
            self.machine.framework(
                "deploy", "--stage", self.stage, *(f"--param={name}={value}" for name, value in self.chosen.items())
            ),
            "the deployment failed, and AWS put back what was there; the database keeps its migrations",
        )
        self.say("the functions are deployed")
        url = self._url()
        self._smoke(url, version=VERSION)
        return url

    def roll_back(self) -> str:
        """The functions of the deployment before; migrations stay as they are. The URL that answers.

        Raises:
            ReleaseError: there is none to go back to, or it failed.
        """
        self._require_stage()
        self._require_account()
        current = self.account.deployed(self.stage)
        if current is None:
            raise ReleaseError(f"nothing is deployed as {self.stage}: run `make deploy STAGE={self.stage}`")
        before = [timestamp for timestamp in self.account.deployments(self.stage) if timestamp < current]
        if not before:
            raise ReleaseError("there is no deployment before this one: check out what you want, and deploy that")
        self.say("migrations are not rolled back: the functions of before run with the tables of now")
        self._checked(
            self.machine.framework("rollback", "--stage", self.stage, "--timestamp", str(max(before))),
            "the rollback failed, and AWS put back what was there",
        )
        url = self._url()
        self._smoke(url, version=None)
        return url

    def _require_stage(self) -> None:
        if not _STAGE.fullmatch(self.stage):
            raise ReleaseError("say which stage, as `make deploy STAGE=dev`: letters, digits and hyphens, 16 at most")

    def _require_settings(self) -> None:
        missing = [f"{name} ({what})" for name, what in NEEDED.items() if not self.environment.get(name)]
        if missing:
            raise ReleaseError(f"set {', '.join(missing)} in the environment")
        try:
            check_environment(self.environment)
        except NotConfiguredError as error:
            raise ReleaseError(str(error)) from None

    def _require_committed(self) -> None:
        changed = self.machine.git_status().splitlines()
        if self.stage == CAREFUL and changed:
            raise ReleaseError(
                f"{len(changed)} files are not committed, as {changed[0].strip()!r}: commit them, so that anybody can "
                f"tell what runs as {CAREFUL}"
            )

    def _require_account(self) -> str:
        number = self.account.number()
        if number is None:
            raise ReleaseError("AWS knows nobody by your credentials: set AWS_PROFILE, or run `aws sso login`")
        meant = self.environment.get(ACCOUNT)
        if meant is None and self.stage == CAREFUL:
            raise ReleaseError(f"say which account you mean: {ACCOUNT}={number} would be the one you are signed in to")
        if meant is not None and meant != number:
            raise ReleaseError(f"you are signed in to account {number}, and {ACCOUNT} says {meant}: change one of them")
        return number

    def _require_parameters(self) -> None:
        names = ["supabase-secret-key"]
        if self.environment.get("SKILLPATH_LLM", "off") != "off":
            names.append("openrouter-api-key")
        for name in (f"/{SERVICE}/{self.stage}/{each}" for each in names):
            if not self.account.has_parameter(name):
                raise ReleaseError(
                    f"the parameter {name} is not there, or is no SecureString: aws ssm put-parameter "
                    f"--type SecureString --name {name} --value …"
                )

    def _url(self) -> str:
        url = self.account.url(self.stage)
        if url is None:
            raise ReleaseError("the stack has no address: look at it in the console of CloudFormation")
        return url.rstrip("/")

    def _smoke(self, url: str, version: str | None) -> None:
        """Raises ReleaseError unless all answer as they must; a new address may take a moment.

        Args:
            version: of what was deployed; None: whichever it is.
        """
        wrong = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self.machine.wait(_PAUSE_S)
            health = self.machine.get(f"{url}/v1/health?ready=true")
            wrong = self._found_wrong(url, version, health)
            if not wrong:
                self.say(f"{url} is ready, with version {health['version']}")
                return
        raise ReleaseError(
            f"it is deployed and does not answer as it should: {wrong}. See its logs, or run "
            f"`make rollback STAGE={self.stage}`"
        )

    def _found_wrong(self, url: str, version: str | None, health: Mapping[str, object]) -> str:
        """What does not answer as it must; "" where all does."""
        info = self.machine.get(f"{url}/v1/openapi.json").get("info")
        versions = {health.get("version"), info.get("version") if isinstance(info, Mapping) else None}
        if health.get("status") != "ready":
            return f"/v1/health?ready=true answers {dict(health)}"
        if len(versions) != 1 or (version is not None and versions != {version}):
            return f"/v1/health and /v1/openapi.json are of {versions}, and {version or 'one version'} was deployed"
        # What is gone back to may be of before there was a page.
        page = {} if version is None else self.machine.get(f"{url}/config.json")
        return "" if version is None or page.get("supabaseKey") else f"/config.json answers {dict(page)}"

    @staticmethod
    def _checked(done: Done, what: str) -> str:
        if done.code != 0:
            raise ReleaseError(f"{what}:\n{done.said[-_TOLD_CHARS:]}")
        return done.said


def _gist(pushed: str) -> str:
    """Which migrations are new, of what the official CLI says of them."""
    names = sorted(set(re.findall(r"\d{14}_\w+\.sql", pushed)))
    return f"migrations to apply: {', '.join(names)}" if names else "no new migration"
