"""The terminal: each command calls one service."""

import gc
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade

from cluster import config, language
from cluster.domain.errors import ClusterError
from cluster.domain.permissions import SYSTEM, Role

ADDRESS = "127.0.0.1:8000"


@click.group()
def main() -> None:
    """Cụm Thi Đua: run the year of an emulation cluster."""


@main.command()
@click.option("--bind", default=ADDRESS, show_default=True, help="Address and port.")
def serve(bind: str) -> None:
    """Serve this installation's pages."""
    settings = config.load()
    _serve(_migrated(settings), bind, settings)


@main.command()
@click.option("--no-serve", is_flag=True, help="Stop after the papers are printed.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the papers go.")
@click.option("--bind", default=ADDRESS, show_default=True, help="Address and port.")
def demo(no_serve: bool, out: Path | None, bind: str) -> None:  # noqa: FBT001  a click flag
    """Show a whole year with sample data, in `instance/demo`, apart from your own data."""
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
            roles = ", ".join(language.say(role, "vi") for role in account.shown_roles)
            click.echo(f"  {account.email:34} {roles}")
    if not no_serve:
        _serve(app, bind, settings)


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
def worker(instance: Path | None, address: str | None) -> None:
    """Do the work that pages leave for later, such as printing orders, until stopped."""
    settings = config.load(instance)
    app = _migrated(replace(settings, address=address or settings.address))
    app.extensions["jobs"].work()


@main.command(name="print")
@click.argument("order", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--template",
    type=click.Choice(["certificate", "leader"]),
    default="certificate",
    show_default=True,
    help="What is printed: certificates, or the award of the cluster’s leader.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the PDF goes.")
@click.option("--each", is_flag=True, help="Also write a file for each certificate.")
@click.option("--accept", is_flag=True, help="Also print lines with warnings.")
def print_list(order: Path, template: str, out: Path, each: bool, accept: bool) -> None:  # noqa: FBT001  click flags
    """Print the certificates of a list (.xlsx, .ods), without any database.

    Says first what is wrong or suspicious. Ends with 0 when every line was printed, with 3 when
    some were left out, with 1 when nothing was printed.
    """
    from cluster.services.orders import alone  # slow import

    printed = alone.print_list(
        order, form=template, out=out, each=each, accept=accept, plates=config.plates_of_user()
    )
    for place, title, finding in printed.findings:
        severity = language.say(alone.SEVERITY_NAMES[finding.severity], "vi")
        click.echo(f"Dòng {place} ({title}): {severity}: {language.say(finding.message, 'vi')}")
    click.echo(f"Đã in {printed.pages} trong {printed.lines} bằng.")
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


def _migrated(settings: config.Settings) -> Flask:
    """Return the application with its database at the newest version."""
    from cluster.app import create_app  # slow import

    app = create_app(settings)
    with app.app_context():
        upgrade()
    return app


def _serve(app: Flask, bind: str, settings: config.Settings) -> None:
    """Serve with gunicorn: one process, several threads, and a worker in a process beside it."""
    from gunicorn.app.base import BaseApplication  # slow import

    class Server(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", bind)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 8)
            self.cfg.set("control_socket_disable", "true")
            self.cfg.set("on_exit", lambda _server: beside.terminate())

        def load(self) -> Any:
            return app

    start = "from cluster.cli import run; run()"
    command = [sys.executable, "-c", start, "worker", "--instance", str(settings.instance)]
    command += ["--address", settings.address]
    beside = subprocess.Popen(command)  # noqa: S603  our own program, no shell
    click.echo(f"\nOpen http://{bind} in the browser. Stop with Ctrl+C.")
    sys.stdout.flush()
    gc.collect()
    gc.freeze()  # what is loaded stays for good: collecting beside it makes large tables slow
    Server().run()


def run() -> None:
    """Start the command line; a refusal is one sentence, not a stack trace."""
    try:
        main()
    except ClusterError as refusal:
        raise SystemExit(f"Error: {refusal}") from refusal
