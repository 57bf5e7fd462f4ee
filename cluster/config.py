"""Settings of one installation, typed, from the environment and `instance/`.

No other module reads the environment. Every setting has a value that works on a laptop
without a network; a server overrides what it needs in `instance/.env` or the environment,
each name prefixed with `CLUSTER_`.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env, validate

PROJECT = Path(__file__).parent.parent


def _beside_or_within(name: str) -> Path:
    """Return a folder of the checkout, or its copy inside an installed package."""
    beside = PROJECT / name
    return beside if beside.is_dir() else Path(__file__).parent / name


TEMPLATES = _beside_or_within("templates")
MIGRATIONS = _beside_or_within("migrations")
IS_ADDRESS = validate.Regexp(
    r"(https?://[^\s/?#]+/?)?$", error="Write it as https://example.vn, or leave it empty."
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one installation decides for itself.

    `address`: where the public finds it. Certificates then say where they can be checked, for
    good; without one they do not.
    """

    instance: Path
    secret_key: str
    password_salt: str
    totp_secret: str
    database_url: str
    files: Path
    plates: Path
    mail_backend: str = "console"
    mail_server: str = "localhost"
    mail_port: int = 25
    mail_username: str | None = None
    mail_password: str | None = None
    mail_use_tls: bool = False
    mail_sender: str = "cum-thi-dua@localhost"
    upload_limit: int = 20 * 1024 * 1024
    address: str = ""
    https: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    require_totp: frozenset[str] = field(default_factory=frozenset)
    failed_logins_before_lock: int = 10
    lock_minutes: int = 15
    testing: bool = False


def load(instance: Path | None = None) -> Settings:
    """Read the settings of the installation in `instance` (by default `./instance`).

    Secrets that nobody has set are made once and kept in `instance/`, readable by the owner only.
    """
    env = Env(prefix="CLUSTER_")
    folder = (instance or Path(env.str("INSTANCE", "instance"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / ".env").is_file():
        env.read_env(str(folder / ".env"), override=False, recurse=False)
    return Settings(
        instance=folder,
        secret_key=env.str("SECRET_KEY", "") or _kept_secret(folder, "secret_key"),
        password_salt=env.str("PASSWORD_SALT", "") or _kept_secret(folder, "password_salt"),
        totp_secret=env.str("TOTP_SECRET", "") or _kept_secret(folder, "totp_secret"),
        database_url=env.str("DATABASE_URL", f"sqlite:///{folder / 'cluster.sqlite3'}"),
        files=Path(env.str("FILES", str(folder / "files"))),
        plates=folder / "plates",
        mail_backend=env.str("MAIL_BACKEND", "console"),
        mail_server=env.str("MAIL_SERVER", "localhost"),
        mail_port=env.int("MAIL_PORT", 25),
        mail_username=env.str("MAIL_USERNAME", None),
        mail_password=env.str("MAIL_PASSWORD", None),
        mail_use_tls=env.bool("MAIL_USE_TLS", False),
        mail_sender=env.str("MAIL_SENDER", "cum-thi-dua@localhost"),
        upload_limit=env.int("UPLOAD_LIMIT_MB", 20) * 1024 * 1024,
        address=env.str("ADDRESS", "", validate=IS_ADDRESS).rstrip("/"),
        https=env.bool("HTTPS", False),
        hosts=tuple(env.list("HOSTS", ["localhost", "127.0.0.1"])),
        proxies=env.int("PROXIES", 0),
        require_totp=frozenset(env.list("REQUIRE_TOTP", [])),
        failed_logins_before_lock=env.int("FAILED_LOGINS_BEFORE_LOCK", 10),
        lock_minutes=env.int("LOCK_MINUTES", 15),
    )


def plates_of_user() -> Path:
    """Return where compiled templates are kept for who prints without an installation."""
    return Path.home() / ".cache" / "cum-thi-dua" / "plates"


def _kept_secret(folder: Path, name: str) -> str:
    """Return the secret of this installation, made at its first start."""
    path = folder / "keys" / name
    if not path.is_file():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
