"""Write docs/sbom.json: the libraries that the app runs on, as a CycloneDX list made from requirements.txt."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)


def bill() -> dict:
    """The list as plain values; the same requirements.txt gives the same list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": project["name"], "version": project["version"]},
        },
        "components": [_component(name.lower(), version, rest) for name, version, rest in pinned],
    }


def _component(name: str, version: str, rest: str) -> dict:
    """One library, with the digest of every file that may be installed for it."""
    purl = f"pkg:pypi/{name}@{version}"
    files = [{"alg": "SHA-256", "content": digest} for digest in re.findall(r"sha256:([0-9a-f]{64})", rest)]
    reference = {"type": "distribution", "url": f"https://pypi.org/project/{name}/{version}/", "hashes": files}
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "externalReferences": [reference]}  # fmt: skip


if __name__ == "__main__":
    (ROOT / "docs" / "sbom.json").write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")
