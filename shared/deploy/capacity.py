"""What a million assessments cost on AWS, and what gives out first at how many a minute: the tables of CAPACITY.md.

python -m shared.deploy.capacity                      # writes them anew from capacity.toml
python -m shared.deploy.capacity build/load.json      # takes what `make load` measured into capacity.toml before
"""

import json
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INPUTS = Path(__file__).parent / "capacity.toml"
DOCUMENT = Path(__file__).parent / "CAPACITY.md"
RATES_PER_MINUTE = (10, 1_000, 100_000)

# Lambda gives a function one vCPU at this memory, and less in proportion:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MB_OF_A_VCPU = 1769
_MILLION = 1_000_000
_GB = 1_000_000_000

Inputs = Mapping[str, Mapping[str, float]]


def read_inputs(path: Path = INPUTS) -> Inputs:
    """By section: measured, assumed, prices and limits."""
    return tomllib.loads(path.read_text())


def duration_ms(inputs: Inputs) -> float:
    """What Lambda bills for one assessment of a warm instance: CPU at its share of a vCPU, and waiting."""
    measured, assumed = inputs["measured"], inputs["assumed"]
    share = min(assumed["memory_mb"] / _MB_OF_A_VCPU, 1.0)
    return measured["cpu_ms"] / share + assumed["database_wait_ms"]


def gb_seconds(inputs: Inputs) -> float:
    """The same with the share of a cold start that falls to it, in gigabyte-seconds."""
    assumed = inputs["assumed"]
    billed_ms = duration_ms(inputs) + assumed["cold_share"] * assumed["init_ms"]
    return assumed["memory_mb"] / 1024 * billed_ms / 1000


def dollars_per_million(inputs: Inputs) -> dict[str, tuple[float, float]]:
    """By line of the bill, on arm64 and on x86_64: one million texts sent to `POST /v1/assessments`."""
    measured, assumed, prices = inputs["measured"], inputs["assumed"], inputs["prices"]
    compute = gb_seconds(inputs) * _MILLION
    answered = measured["answer_bytes"] + assumed["database_bytes"]
    same = {
        "Lambda, requests": prices["lambda_million_requests"],
        "HTTP API": prices["http_api_million"],
        "CloudWatch Logs": assumed["log_bytes"] * _MILLION / _GB * prices["logs_gb"],
        "data out, to people and to the database": answered * _MILLION / _GB * prices["egress_gb"],
    }
    return {
        "Lambda, compute": (compute * prices["lambda_gb_s_arm"], compute * prices["lambda_gb_s_x86"]),
        **{name: (price, price) for name, price in same.items()},
    }


def dollars_per_million_files(inputs: Inputs) -> dict[str, float]:
    """What a million files through `cv_to_plan` add for queues and objects, whatever their steps compute."""
    assumed, prices = inputs["assumed"], inputs["prices"]
    # Each message is sent, received and deleted; S3's own of the upload, and one for each step.
    messages = 3 * (1 + assumed["steps"])
    return {
        "SQS": messages * prices["sqs_million"],
        # Written: the file and its text. Read: the file by its check and its extraction, the text by each step after.
        "S3": (2 * prices["s3_put_thousand"] + (1 + assumed["steps"]) * prices["s3_get_thousand"]) * 1000,
    }


def uses(inputs: Inputs, per_minute: float) -> dict[str, tuple[float, float]]:
    """By resource: how much of it so many assessments a minute take, and how much there is."""
    measured, assumed, limits = inputs["measured"], inputs["assumed"], inputs["limits"]
    per_s = per_minute / 60
    return {
        "Lambda, instances at once": (per_s * duration_ms(inputs) / 1000, limits["lambda_concurrency"]),
        "HTTP API as deployed, requests/s": (per_s, limits["deployed_per_s"]),
        "HTTP API, requests/s": (per_s, limits["http_api_per_s"]),
        # Held while Postgres works, and at least so long.
        "PostgREST, connections held": (per_s * measured["database_cpu_ms"] / 1000, limits["postgrest_pool"]),
        "Postgres, cores": (per_s * measured["database_cpu_ms"] / 1000, limits["database_cores"]),
        "Postgres, commits/s": (per_s * assumed["commits"], limits["disk_writes_per_s"]),
        "Postgres, MB/s of WAL": (per_s * measured["wal_bytes"] / _MILLION, limits["disk_mb_per_s"]),
    }


def order_of_saturation(inputs: Inputs) -> list[tuple[str, float]]:
    """Each resource and the assessments a minute that take all of it, the scarcest first."""
    full_at = {name: limit / used for name, (used, limit) in uses(inputs, 1.0).items()}
    return sorted(full_at.items(), key=lambda item: item[1])


def tables(inputs: Inputs) -> str:
    """Those of CAPACITY.md, as Markdown."""
    return "\n\n".join([_cost_table(inputs), _files_table(inputs), _uses_table(inputs), _saturation_table(inputs)])


def _cost_table(inputs: Inputs) -> str:
    measured, assumed = inputs["measured"], inputs["assumed"]
    lines = dollars_per_million(inputs)
    totals = [sum(line[place] for line in lines.values()) for place in (0, 1)]
    rows = [(name, f"{arm:,.2f}", f"{x86:,.2f}") for name, (arm, x86) in lines.items()]
    said = (
        f"One assessment takes {measured['cpu_ms']:g} ms of CPU. Of a warm instance with {assumed['memory_mb']:g} MB,"
        f" {duration_ms(inputs):.0f} ms are billed: {gb_seconds(inputs):.4f} GB-s with its share of cold starts."
        f" All functions in one process held {measured['peak_rss_mb']:.0f} MB at most."
    )
    total = ("**in all**", *(f"**{total:,.2f}**" for total in totals))
    return f"{said}\n\n{_markdown(('US dollars per million assessments', 'arm64', 'x86_64'), [*rows, total])}"


def _files_table(inputs: Inputs) -> str:
    rows = [(name, f"{dollars:,.2f}") for name, dollars in dollars_per_million_files(inputs).items()]
    return _markdown(("added by a million files through a workflow", "US dollars"), rows)


def _uses_table(inputs: Inputs) -> str:
    at = [uses(inputs, rate) for rate in RATES_PER_MINUTE]
    rows = [(name, f"{limit:,.0f}", *(_share(*use[name]) for use in at)) for name, (_, limit) in at[0].items()]
    return _markdown(("taken at … assessments a minute", "there is", *(f"{rate:,}" for rate in RATES_PER_MINUTE)), rows)


def _share(used: float, limit: float) -> str:
    text = f"{used:,.3g}" if used < 1000 else f"{used:,.0f}"
    return f"**{text}**" if used > limit else text


def _saturation_table(inputs: Inputs) -> str:
    rows = [(name, f"{_rounded(rate):,}") for name, rate in order_of_saturation(inputs)]
    return _markdown(("gives out, the first one first", "at assessments a minute"), rows)


def _rounded(rate: float) -> int:
    """To two digits: no more are known."""
    return int(float(f"{rate:.1e}"))


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_BETWEEN = re.compile(r"(?<=<!-- computed -->\n).*(?=\n<!-- /computed -->)", re.DOTALL)


def tables_of(document: str) -> str:
    """What stands between the marks of CAPACITY.md."""
    found = _BETWEEN.search(document)
    return found[0] if found else ""


def with_tables(document: str, computed: str) -> str:
    """The document with these tables between its marks."""
    return _BETWEEN.sub(lambda _: computed, document)


def measured_by(report: Mapping[str, Any]) -> dict[str, float]:
    """The figures that the model takes from what `make load` wrote."""
    alone, gateway = report["alone"]["POST /v1/assessments"], report["alone"]["GET /v1/nothing"]
    return {
        "cpu_ms": round(alone["cpu_ms"] - gateway["cpu_ms"], 2),
        "database_cpu_ms": alone["database_cpu_ms"],
        "wal_bytes": alone["wal_bytes"],
        "answer_bytes": alone["answer_bytes"],
        "peak_rss_mb": report["memory"]["peak_rss_mb"],
    }


def with_measured(text: str, measured: Mapping[str, float]) -> str:
    """The text of capacity.toml with other figures, and its remarks."""
    for name, value in measured.items():
        text = re.sub(rf"(?m)^{name} = [\d.]+", f"{name} = {value:g}", text)
    return text


def renew(report: Path | None, inputs: Path = INPUTS, document: Path = DOCUMENT) -> None:
    """Write the tables, after taking over what `make load` wrote, where that is named."""
    if report is not None:
        measured = measured_by(json.loads(report.read_text()))
        inputs.write_text(with_measured(inputs.read_text(), measured))
    document.write_text(with_tables(document.read_text(), tables(read_inputs(inputs))))


if __name__ == "__main__":
    renew(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
