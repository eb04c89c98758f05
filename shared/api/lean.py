"""What a start in Lambda is spared. `functions/__init__.py` imports it first: it works on what is imported after it.

Elsewhere all is as usual: other tools may share the process, and want what is left out here; and where threads answer
several requests, two could build one model at a time.
"""

import gc
import os
import sys
import warnings

# Libraries load these where they find them, and do without where they do not: FastAPI to refuse models of Pydantic 1,
# of which there are none; httpcore for HTTP/2, which nothing here speaks.
_UNUSED = ("pydantic.v1", "h2")

IN_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ

if IN_LAMBDA:
    # What is imported stays: looking through it for garbage again and again finds none.
    gc.set_threshold(50_000)
    # None in this place is Python's own way of saying that there is no such module.
    sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
    # It reads what every installed package says of itself; none has a plugin for Pydantic.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

    from pydantic import BaseModel
    from pydantic.warnings import UnsupportedFieldAttributeWarning

    # A model is built when it is first used: FastAPI's own fifty, which describe an API, never are, and of a function's
    # one request uses few.
    BaseModel.model_config["defer_build"] = True
    # Said of what FastAPI asks for, which ignores it itself where it has models built.
    warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
