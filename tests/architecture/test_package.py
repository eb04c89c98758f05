"""What is in the functions' packages, and what never is: sizes, other rooms, keys; that two builds are the same."""

import base64
import importlib
import json
import os
import shutil
import zipfile
from fnmatch import fnmatch

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from shared.api.dependencies import get_caller, get_text_reader, get_upload_signer, get_work_queue
from shared.api.front_end import get_front_end
from shared.api.taxonomy import get_base_taxonomy, get_taxonomy
from shared.deploy.contents import MEANING, TAXONOMY, contents_of, function_names, read_table
from shared.deploy.keys import find_keys, find_keys_in_archives
from shared.deploy.package import MAX_UNPACKED_BYTES, build, is_fresh
from shared.deploy.target import Target, this_machine
from shared.local.checkout import ROOT
from shared.local.page import BUILT
from shared.local.routes import read_functions

pytestmark = pytest.mark.xdist_group("packages")

DECLARED = read_table()["functions"]
OF_HTTP = sorted(function.name for function in read_functions(ROOT / "serverless.yml"))
# What a route depends on, and what its package then has.
GIVEN_BY = {
    get_caller: "tokens",
    get_taxonomy: "taxonomy",
    get_base_taxonomy: "taxonomy",
    get_upload_signer: "uploads",
    get_front_end: "front-end",
    get_text_reader: "texts",
    get_work_queue: "queue",
}
NEVER = (
    "shared/cli/*", "shared/deploy/*", "shared/evaluation/*", "shared/local/*", "shared/training/*", "tests/*",
    "*/tests/*", "*encoder.onnx", "*.encoded", "onnxruntime/*", "numpy/random/*", "numpy/f2py/*", "*_tests.*.so",
    "sqlalchemy/*", "psycopg*", "supabase/*", "moto/*", "rich/*", "typer/*",
    "shared/repositories/sqlalchemy/*", "shared/repositories/fake.py", "shared/unit_of_work/fake.py",
    ".env*", "*.pyi",
)  # fmt: skip
OF_MEANING = {
    "numpy/__init__.pyc", "shared/semantics/words.bin", "shared/semantics/likelihood.bin", "build/taxonomy.vectors",
}  # fmt: skip
OF_FILES = ("docx2python", "lxml", "pypdf")
OF_AWS = ("boto3", "botocore", "aws_lambda_powertools")
BROUGHT_BY_AWS = ("s3transfer", "urllib3", "jmespath", "dateutil", "six.py", "six.pyc")


def names_in(packages, function):
    with zipfile.ZipFile(packages / f"{function}.zip") as archive:
        return archive.namelist()


def manifest_of(packages):
    return json.loads((packages / "manifest.json").read_text())


def test_each_package_is_within_its_budget(packages):
    measured = {made["function"]: made for made in manifest_of(packages)["packages"]}
    assert [*measured] == [*function_names()]
    for function, made in measured.items():
        assert made["zipped_bytes"] == (packages / f"{function}.zip").stat().st_size
        assert made["zipped_bytes"] <= DECLARED[function]["megabytes"] * 1e6, function
        assert made["zipped_bytes"] < 40e6, function
        assert made["unpacked_bytes"] < MAX_UNPACKED_BYTES / 2, function


def test_no_budget_is_above_what_its_kind_of_function_may_have():
    for function, declared in DECLARED.items():
        is_small = function in OF_HTTP and "taxonomy" not in declared["uses"]
        assert declared["megabytes"] <= (12 if is_small else 43), function


@pytest.mark.parametrize("function", function_names())
def test_a_package_has_nothing_that_its_function_never_reaches(packages, function):
    names = names_in(packages, function)
    assert [name for name in names if any(fnmatch(name, pattern) for pattern in NEVER)] == []
    tops = {name.split("/")[0] for name in names}
    uses = {*DECLARED[function]["uses"]}
    assert ({*OF_FILES} <= tops) == (function == "workflow_worker") != tops.isdisjoint(OF_FILES)
    assert {*OF_AWS} & tops == {
        *(["boto3", "botocore"] if uses & {"objects", "secrets"} else []),
        *(["aws_lambda_powertools"] if "secrets" in uses else []),
    }
    assert tops.isdisjoint(BROUGHT_BY_AWS) or "boto3" in tops
    assert (TAXONOMY in names) == ("taxonomy" in uses)
    assert OF_MEANING & {*names} == (OF_MEANING if function in ("assessments", "workflow_worker") else set())
    assert ({"numpy", "numpy.libs"} <= tops) == (MEANING in uses) != tops.isdisjoint({"numpy", "numpy.libs"})
    assert ("fastapi" in tops) == (function in OF_HTTP)
    assert {name.split("/")[1] for name in names if name.startswith("functions/")} == {
        "__init__.py",
        "__pycache__",
        function,
    }


@pytest.mark.parametrize("function", function_names())
def test_all_byte_code_is_there_and_is_read_without_looking_at_a_source(packages, function):
    with zipfile.ZipFile(packages / f"{function}.zip") as archive:
        names = archive.namelist()
        sources = [name for name in names if name.endswith(".py")]
        compiled = [name for name in names if name.endswith(".pyc")]
        # Hashed, and never checked: https://peps.python.org/pep-0552/
        assert {archive.read(name)[4:8] for name in compiled} == {b"\x01\x00\x00\x00"}
    assert all(name.startswith(("functions/", "shared/")) for name in sources)
    ours = [name for name in compiled if name.startswith(("functions/", "shared/"))]
    assert len(ours) == len(sources)
    assert all("/__pycache__/" not in name for name in {*compiled} - {*ours})


@pytest.mark.parametrize("function", OF_HTTP)
def test_a_package_has_what_its_routes_depend_on(function):
    app = importlib.import_module(f"functions.{function}.handler").app
    waiting = [route.dependant for route in app.routes if hasattr(route, "dependant")]
    given = set()
    while waiting:
        dependant = waiting.pop()
        waiting += dependant.dependencies
        given |= {GIVEN_BY[dependant.call]} if dependant.call in GIVEN_BY else set()
    assert given == {*DECLARED[function]["uses"]} & {*GIVEN_BY.values()}


def test_two_builds_are_the_same_byte_for_byte(tmp_path, taxonomy):
    for name in ("one", "two"):
        build(this_machine(), tmp_path / name, ["docs", "retention"], sites=tmp_path / f"sites of {name}")
    one, two = tmp_path / "one", tmp_path / "two"
    assert {path.name for path in one.iterdir()} >= {"docs.zip", "docs.cdx.json", "manifest.json", "retention.zip"}
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_packages_are_fresh_until_something_is_not_as_it_was_built(packages, tmp_path):
    assert is_fresh(this_machine(), packages)
    assert not is_fresh(Target("arm64", "3.99"), packages)
    assert not is_fresh(this_machine(), tmp_path)
    copy = shutil.copytree(packages, tmp_path / "copy", copy_function=os.link)
    (copy / "docs.zip").unlink()
    (copy / "docs.zip").write_bytes(b"another")
    assert not is_fresh(this_machine(), copy)


@pytest.mark.parametrize("function", function_names())
def test_a_bill_names_all_software_of_others_and_its_licences(packages, function):
    text = (packages / f"{function}.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    components = json.loads(text)["components"]
    abouts = {name.split("/")[0] for name in names_in(packages, function) if name.endswith(".dist-info/METADATA")}
    named = {f"{part['name']}-{part['version']}" for part in components if part["purl"].startswith("pkg:pypi/")}
    assert named == {about.removesuffix(".dist-info").lower().replace("_", "-") for about in abouts}
    assert {part["name"] for part in components} >= {*contents_of(function).packages} - {"pycparser"}
    of_npm = {part["purl"].partition("@")[0] for part in components if part["purl"].startswith("pkg:npm/")}
    assert of_npm >= {"docs": {"pkg:npm/swagger-ui-dist"}, "web": {"pkg:npm/preact"}}.get(function, set())
    assert bool(of_npm) == (function in ("docs", "web"))
    assert [part["name"] for part in components if not part.get("licenses")] == []


@pytest.mark.parametrize(
    ("kind", "planted"),
    [
        ("a secret key of Supabase", "sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"),
        ("an access token of Supabase", "sbp_" + "0123456789abcdef" * 2 + "01234567"),
        ("an access key of AWS", "AKIA" + "Z7QDZ2LOVKTJXBQA"),
        ("a secret access key of AWS", "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"),
        ("a private key", "-----BEGIN " + "PRIVATE KEY-----\n" + "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49" * 3),
        ("a key of OpenRouter", "sk-or-v1-" + "0123456789abcdef" * 4),
        ("a token of GitHub", "ghp_" + "a1" * 18),
        ("an address of a database with a password", "postgresql://postgres:" + "hunter22@db.example.org/postgres"),
    ],
)  # fmt: skip
def test_a_planted_key_is_found(kind, planted):
    assert [*find_keys(f'key = "{planted}"\n'.encode())] == [kind]


@pytest.mark.parametrize(("role", "kinds"), [("service_role", ["a service key of Supabase"]), ("anon", [])])
def test_a_service_key_of_the_first_kind_is_told_from_one_for_everybody(role, kinds):
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "role": role})
    )
    assert [*find_keys(f"{head}.{claims}.c2lnbmF0dXJlLW9mLXRoaXM".encode())] == kinds


def test_no_package_and_no_file_of_a_page_has_a_key(packages, page, tmp_path):
    planted = tmp_path / "planted.zip"
    with zipfile.ZipFile(planted, "w") as archive:
        archive.writestr("shared/settings.py", "KEY = 'sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg'")
    archives = [*sorted(packages.glob("*.zip")), planted]
    assert len(archives) == len(function_names()) + 1
    assert [*find_keys_in_archives(archives)] == [("planted.zip", "shared/settings.py", "a secret key of Supabase")]
    folders = [ROOT / "functions" / "docs", ROOT / "functions" / "web", BUILT]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert all(sum(path.is_relative_to(folder) for path in files) > 3 for folder in folders)
    assert {path.name: kinds for path in files if (kinds := [*find_keys(path.read_bytes())])} == {}
