"""``caopan contract …``: a contract is begun, checked, read back, signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show_findings, write

if TYPE_CHECKING:
    from datetime import datetime, timezone

    from caopan.commission.contract_checks import CheckedContract

app = typer.Typer(
    help="Agree a commission split: begin a contract, check it, read it back, sign it.",
    no_args_is_help=True,
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="a contract: .yaml or .json")]


@app.command()
def new(
    merchant: Annotated[str, typer.Argument(help="a merchant's name, such as liuyi, or 'mine'")],
    to: Annotated[
        Path | None, typer.Option(help="write it to this file, and the schema beside it")
    ] = None,
) -> None:
    """Begin a contract with what the merchant's tables describe, and what else may be agreed."""
    from caopan.commission.contract_file import SCHEMA, contract_schema_text
    from caopan.commission.contract_new import FOR_EDITORS, begun_contract_text

    text = begun_contract_text(merchant.strip().casefold())
    if to is None:
        typer.echo(text, nl=False)
        return
    if to.exists():
        raise CaopanError(f"--to: {to} is there already; choose another name, or remove it")
    write({to: FOR_EDITORS + text, to.with_name(SCHEMA.name): contract_schema_text()})


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES", help="a contract, and its other versions and contracts"),
    ],
    merchant: Annotated[
        str | None, typer.Option(help="hold amounts against what this merchant usually sells")
    ] = None,
) -> None:
    """Say what is contradictory, above 100 %, left unsaid or exploitable, each with its line."""
    from caopan.commission.contract_checks import check_contract_texts
    from caopan.commission.contract_file import FORM
    from caopan.commission.usual_sales import usual_of
    from caopan.documents.reading import text_of

    texts = [text_of(path, FORM.name) for path in files]
    usual = usual_of(merchant.strip().casefold()) if merchant else None
    told = check_contract_texts(texts, usual)
    for path, checked in zip(files, told, strict=True):
        _findings(path, checked)
    if any(checked.errors for checked in told):
        raise typer.Exit(2)


@app.command()
def read(
    file: FileArgument,
    zh: Annotated[bool, typer.Option("--zh", help="in Chinese")] = False,
) -> None:
    """Read a contract back as sentences: who, what it covers, what each is due, when it is paid."""
    from caopan.commission.contract_file import load_contract
    from caopan.commission.sentences import prose

    say(*prose(load_contract(file), "zh" if zh else "en").splitlines())


@app.command()
def schema(
    to: Annotated[Path | None, typer.Option(help="write it to this file: .json")] = None,
) -> None:
    """Give the JSON Schema of a contract, for editors that complete and check as one types."""
    from caopan.commission.contract_file import contract_schema_text

    if to is None:
        typer.echo(contract_schema_text(), nl=False)
    else:
        write({to: contract_schema_text()})


@app.command()
def sign(
    file: FileArgument,
    party: Annotated[str, typer.Option(help="id of the party that signs, such as ops")],
    at: Annotated[
        str | None, typer.Option(help="when, such as 2021-10-30T15:00:00+08:00; by default now")
    ] = None,
) -> None:
    """Add a party's sign-off of what stands in a contract; nothing else of the file is changed."""
    from caopan.commission.moments import SHANGHAI, moment
    from caopan.commission.signing import sign_file

    try:
        when = moment(at) if at else _now(SHANGHAI)
    except ValueError as problem:
        raise CaopanError(f"--at: {problem}") from problem
    made = sign_file(file, party, when)
    say(f"{party} signed {made.contract_id} version {made.version}: {made.digest}")
    left = made.unsigned
    say(f"Still to sign: {', '.join(left)}." if left else "All have signed; it settles.")


def _now(zone: timezone) -> datetime:
    from datetime import datetime

    return datetime.now(zone).replace(microsecond=0)


def _findings(file: Path, checked: CheckedContract) -> None:
    say(str(file))
    if checked.contract is not None:
        one = checked.contract
        say(f"{one.contract_id} version {one.version}, from {one.effective_from:%d %b %Y} on")
    show_findings(checked.findings)
    if not checked.findings:
        say("", "Nothing was found.")
    elif not checked.errors:
        say("", "No error was found.")
