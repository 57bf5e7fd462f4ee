"""The terminal: each command calls one service."""

import json
import os
import signal
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from cluster import config
from cluster.domain.errors import ClusterError
from cluster.domain.permissions import SYSTEM, Role
from cluster.language import LOCALES, say

ADDRESS = "127.0.0.1:8000"


@click.group()
def main() -> None:
    """Cụm Thi Đua: run the year of an emulation cluster."""


@main.command()
@click.option("--bind", default=ADDRESS, show_default=True, help="Address and port.")
def serve(bind: str) -> None:
    """Serve this installation's pages."""
    from cluster import serving  # slow import

    settings = config.load()
    serving.serve(_migrated(settings), bind, settings)


@main.command()
@click.option("--no-serve", is_flag=True, help="Stop after the papers are printed.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the papers go.")
@click.option("--bind", default=ADDRESS, show_default=True, help="Address and port.")
def demo(*, no_serve: bool, out: Path | None, bind: str) -> None:
    """Show a whole year with sample data, in `instance/demo`, apart from your own data."""
    from cluster import serving  # slow import
    from cluster.services import sample  # slow import

    settings = config.load()
    settings = config.load(settings.instance / "demo")
    settings = replace(settings, address=settings.address or f"http://{bind}")
    app = _migrated(settings)
    papers = out or settings.instance / "papers"
    with app.app_context():
        click.echo("Loading the sample cluster …")
        sample.load(app.extensions["files"])
        click.echo(f"Printing the papers into {papers} …")
        printed = sample.print_papers(
            app.extensions["files"],
            papers,
            plates=settings.plates,
            address=settings.address,
            now=datetime.now(UTC),
        )
        for path in printed:
            click.echo(f"  {path.name}")
        click.echo(f"\nAccounts of the sample cluster; everybody's password is: {sample.PASSWORD}")
        for account in sample.SHOWN_ACCOUNTS:
            roles = ", ".join(say(role, "vi") for role in account.shown_roles)
            click.echo(f"  {account.email:34} {roles}")
    if not no_serve:
        serving.serve(app, bind, settings)


@main.command()
def init() -> None:
    """Make this installation's database, or bring it to the newest version."""
    _migrated(config.load())
    click.echo("The database is ready. “cluster serve” shows the pages; the first visitor sets up.")


@main.command()
@click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the installation; by default that of CLUSTER_INSTANCE.",
)
@click.option("--address", help="Where the public finds it; by default that of CLUSTER_ADDRESS.")
@click.option("--beside", type=int, hidden=True, help="Stop when this parent process has ended.")
def worker(instance: Path | None, address: str | None, beside: int | None) -> None:
    """Do the work that pages leave for later, such as printing orders, until stopped."""
    if beside is not None:
        threading.Thread(target=_end_with, args=(beside,), daemon=True).start()
    settings = config.load(instance)
    app = _migrated(replace(settings, address=address or settings.address))
    app.extensions["jobs"].work()


def _write_empty_list(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Write the list that is to be filled in, and end."""
    if file is None:
        return
    from cluster.services import orders  # slow import

    file.write_bytes(orders.blank_list(datetime.now(UTC)))
    click.echo(file)
    context.exit()


@main.command(name="print")
@click.argument("order", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--template",
    type=click.Choice(["certificate", "title", "flag", "movement", "leader"]),
    default="certificate",
    show_default=True,
    help="Certificate of merit, emulation title, flag certificate, recognition of a movement, or"
    " the award of the cluster’s leader.",
)
@click.option(
    "--language",
    type=click.Choice(["vi", "vi-en"]),
    default="vi",
    show_default=True,
    help="Vietnamese, or Vietnamese with English beneath.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder where the PDF goes.",
)
@click.option("--each", is_flag=True, help="Also write a file for each certificate.")
@click.option("--accept", is_flag=True, help="Also print lines with warnings.")
@click.option(
    "--messages",
    type=click.Choice(LOCALES),
    default="vi",
    show_default=True,
    help="Language of what is said here.",
)
@click.option(
    "--empty-list",
    type=click.Path(dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_write_empty_list,
    help="Write an empty list (.xlsx) to be filled in, and print nothing.",
)
def print_list(
    *,
    order: Path,
    template: str,
    language: str,
    out: Path,
    each: bool,
    accept: bool,
    messages: str,
) -> None:
    """Print the certificates of a list (.xlsx, .ods), without any database.

    Says first what is wrong or suspicious. Ends with 0 when every line was printed, with 3 when
    some were left out, with 1 when nothing was printed.
    """
    from cluster.services.orders import alone  # slow import

    try:
        printed = alone.print_list(
            order,
            text=alone.text_named(template, with_english=language == "vi-en"),
            out=out,
            each=each,
            accept=accept,
            plates=config.plates_of_user(),
            now=datetime.now(UTC),
        )
    except ClusterError as refusal:
        raise SystemExit(say(refusal.message, messages)) from refusal
    except OSError as fault:
        raise SystemExit(f"{fault.filename or out}: {fault.strerror}") from fault
    for found in printed.findings:
        click.echo(say(found.sentence, messages))
    click.echo(say(printed.sentence, messages))
    for path in printed.files:
        click.echo(f"  {path}")
    raise SystemExit(0 if printed.pages == printed.lines else 3 if printed.pages else 1)


@main.group()
def user() -> None:
    """Look after accounts from the terminal."""


@user.command()
@click.option("--email", prompt=True)
@click.option("--name", prompt="Full name")
@click.option("--role", type=click.Choice([role.value for role in Role]), prompt=True)
@click.option("--cluster", "cluster_code", help="Code of the cluster; not for sysadmin.")
@click.option("--alliance", "alliance_code", help="Code of the alliance the role speaks for.")
@click.password_option()
def add(
    email: str,
    name: str,
    role: str,
    cluster_code: str | None,
    alliance_code: str | None,
    password: str,
) -> None:
    """Add an account with one role."""
    from cluster.services import people  # slow import

    app = _migrated(config.load())
    with app.app_context():
        people.create_account(
            SYSTEM,
            people.Newcomer(email=email, full_name=name),
            password=password,
            grants=[people.grant_by_codes(Role(role), cluster_code, alliance_code)],
            now=datetime.now(UTC),
        )
    click.echo(f"{email} may sign in now.")


@main.group()
def ranking() -> None:
    """Hand out a frozen ranking sealed, and compute one again."""


@ranking.command()
@click.argument("year", type=int)
@click.option("--cluster", "cluster_code", help="Code of the cluster, where several have the year.")
@click.option("--revision", type=int, help="Number of the revision; the newest by default.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
def export(year: int, cluster_code: str | None, revision: int | None, out: Path) -> None:
    """Write a year's frozen ranking with all it was made of, sealed."""
    from cluster.services import sealing  # slow import

    app = _migrated(config.load())
    with app.app_context():
        package = sealing.export(SYSTEM, year, cluster_code=cluster_code, revision=revision)
    out.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    number = package["revision"]["number"]
    click.echo(f"{out}: revision {number}, SHA-256 {package['sha256']}")


@ranking.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(file: Path) -> None:
    """Compute a sealed ranking again, without any database, and say whether it is equal."""
    from cluster.domain.replay import main as check  # not needed elsewhere

    raise SystemExit(check(str(file)))


def _end_with(parent: int) -> None:
    """End this process when its parent has ended without a word."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _migrated(settings: config.Settings) -> Flask:
    """Return the application with its database at the newest version."""
    from cluster.app import create_app  # slow import

    app = create_app(settings)
    with app.app_context():
        upgrade()
    return app


def run() -> None:
    """Start the command line; a refusal is one sentence, not a stack trace."""
    try:
        main()
    except ClusterError as refusal:
        raise SystemExit(f"Error: {refusal}") from refusal
