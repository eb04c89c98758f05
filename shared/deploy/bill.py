"""A bill of materials for each package, in CycloneDX 1.6: the software of others in it, and its licences."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from shared.api import VERSION
from shared.deploy.contents import Contents
from shared.deploy.site import Installed
from shared.deploy.target import Target
from shared.local.checkout import ROOT
from shared.local.page import BUILT, PACKAGES

# The same package has the same bill: no clock and no chance are in it.
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/skillpath")
_LICENCES = LicenseFactory()


def write_bill(path: Path, contents: Contents, others: Iterable[Installed], target: Target) -> None:
    """Write the bill of one package."""
    components = [*map(_of_python, others), *_of_npm(contents)]
    said = "\n".join(sorted(str(component.purl) for component in components))
    bom = Bom(
        serial_number=uuid.uuid5(_NAMESPACE, f"{contents.function} {VERSION} {target}\n{said}"),
        components=components,
        metadata=BomMetaData(
            timestamp=_NO_TIME,
            component=Component(
                name=f"skillpath-{contents.function}",
                version=VERSION,
                type=ComponentType.APPLICATION,
                bom_ref=contents.function,
                licenses=[_LICENCES.make_from_string("Apache-2.0")],
            ),
        ),
    )
    bom.register_dependency(bom.metadata.component or components[0], components)
    path.write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n")


def _of_python(package: Installed) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=str(purl),
        purl=purl,
        licenses=[licence] if (licence := _licence(package.about)) else [],
    )


def _licence(about: Distribution) -> License | None:
    said = [*(about.metadata.get_all("License-Expression") or ()), *(about.metadata.get_all("License") or ())]
    # Some have the whole text there.
    if said and "\n" not in said[0]:
        return _LICENCES.make_from_string(said[0])
    named = [line.rpartition(" :: ")[2] for line in about.metadata.get_all("Classifier") or () if "License ::" in line]
    return _LICENCES.make_with_name(named[0]) if named else None


def _of_npm(contents: Contents) -> Iterator[Component]:
    names = {file.split("/")[1] for file in contents.files if file.startswith("node_modules/")}
    if any((ROOT / file).is_relative_to(BUILT) for file in contents.files):
        names |= {package["name"] for package in json.loads(PACKAGES.read_text())}
    for name in sorted(names):
        about = json.loads((ROOT / "node_modules" / name / "package.json").read_text())
        scope, _, bare = name.rpartition("/")
        purl = PackageURL("npm", namespace=scope or None, name=bare, version=about["version"])
        yield Component(
            name=name,
            version=about["version"],
            bom_ref=str(purl),
            purl=purl,
            licenses=[_LICENCES.make_from_string(about["license"])],
        )
