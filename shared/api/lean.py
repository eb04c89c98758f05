"""What a start in Lambda is spared. `functions/__init__.py` imports it first: it works on what is imported after it.

Elsewhere all is as usual: other tools may share the process, and want what is left out here; and where threads answer
several requests, two could build one model at a time.
"""

import gc
import os
import sys
import warnings
from importlib import import_module
from types import ModuleType
from typing import Any

from shared.api.patterns import use_compiled

# Libraries load these where they find them, and do without where they do not: FastAPI to refuse models of Pydantic 1,
# of which there are none; httpcore for HTTP/2, which nothing here speaks.
_UNUSED = ("pydantic.v1", "h2")

# Of these nothing but names is wanted, as others are imported that take them.
_NAMES_ALONE = (
    # Fifty models that describe an API, whose document is written beforehand: functions/docs.
    "fastapi.openapi.models",
    # What writes that document.
    "fastapi.openapi.utils",
    # Ways to sign in that no route takes.
    "fastapi.security.oauth2",
    # A model of the limits of forms, which no route takes; FastAPI asks only that there be none.
    "fastapi._form_limits",
    # What FastAPI would tell, and `make_app` has it tell nobody.
    "opentelemetry",
    "opentelemetry._logs",
    "opentelemetry.context",
    "opentelemetry.metrics",
    "opentelemetry.propagate",
    "opentelemetry.propagators",
    "opentelemetry.propagators.textmap",
    "opentelemetry.trace",
    # A client that waits by `await`, and which of its methods are old.
    "postgrest._async",
    "postgrest._async.client",
    "postgrest._async.request_builder",
    "deprecation",
    # What reads `.env`, which is in no zip, and arguments, of which a function has none.
    "dotenv",
    "pydantic_settings.sources.providers.cli",
)


class _Later(ModuleType):
    """In the place of a module that takes long to import, and that hardly any call asks for: then it is imported."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any module
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules[self.__name__] is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


class _Nothing(dict[Any, Any]):
    """A class that can be made of anything, and is empty then; as a decorator it changes nothing."""

    def __init__(self, *_args: object, **_named: object) -> None:
        super().__init__()

    def __call__(self, decorated: Any) -> Any:  # noqa: ANN401 - whatever it is
        return decorated


class StandIn(ModuleType):
    """In the place of a module: whatever name is taken from it is a class of its own, and nothing more."""

    __path__: list[str] = []  # noqa: RUF012 - of a module

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any module
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (_Nothing,), {})
        setattr(self, name, made)
        return made


def stand_in(names: tuple[str, ...]) -> None:
    """Have these modules be nothing but names. Each whose package is among them is found there, too."""
    for name in names:
        sys.modules[name] = module = StandIn(name)
        package, _, own = name.rpartition(".")
        if package in names:
            setattr(sys.modules[package], own, module)


IN_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ

if IN_LAMBDA:
    use_compiled(os.environ.get("LAMBDA_TASK_ROOT"))
    # What is imported stays: looking through it for garbage again and again finds none. The first call looks from then
    # on (shared/telemetry/invocation.py), and then only where much was made anew.
    gc.disable()
    gc.set_threshold(50_000)
    # None in this place is Python's own way of saying that there is no such module.
    sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
    stand_in(_NAMES_ALONE)
    # Where the certificates are of a client that brings none of its own, as boto3's.
    sys.modules["certifi"] = _Later("certifi")
    # It reads what every installed package says of itself; none has a plugin for Pydantic.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    from pydantic import BaseModel
    from pydantic.warnings import UnsupportedFieldAttributeWarning

    # A model is built when it is first used: FastAPI's own fifty, which describe an API, never are, and of a function's
    # one request uses few.
    BaseModel.model_config["defer_build"] = True
    # Said of what FastAPI asks for, which ignores it itself where it has models built.
    warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
