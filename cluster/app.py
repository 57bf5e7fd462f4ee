"""Put everything together: start reading here."""

from datetime import timedelta

from flask import Flask
from flask_migrate import Migrate
from flask_talisman import Talisman
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from cluster import config, models, storage, web
from cluster.config import Settings
from cluster.database import db
from cluster.jobs import Jobs
from cluster.mail import mail

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": ["'self'", "data:"],
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application of one installation."""
    settings = settings or config.load()
    app = Flask(
        __name__,
        instance_path=str(settings.instance),
        template_folder=str(config.TEMPLATES),
    )
    app.config.update(_flask_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    app.extensions["files"] = storage.open_store(settings.files)
    app.extensions["jobs"] = Jobs(app, settings)
    db.init_app(app)
    Migrate(app, db, directory=str(config.MIGRATIONS), render_as_batch=True)
    mail.init_app(app)
    Talisman(
        app,
        force_https=settings.https,
        session_cookie_secure=settings.https,
        strict_transport_security=settings.https,
        content_security_policy=CONTENT_SECURITY_POLICY,
        referrer_policy="same-origin",
    )
    web.init_app(app)
    if settings.proxies:
        near = settings.proxies
        proxied = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # wrapped as Flask documents it
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "TRUSTED_HOSTS": list(settings.hosts) or None,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "MAX_CONTENT_LENGTH": 5 * settings.upload_limit,  # several files of evidence at once
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "MAIL_BACKEND": settings.mail_backend,
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username,
        "MAIL_PASSWORD": settings.mail_password,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "MAIL_TIMEOUT": 10,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    }


__all__ = ["create_app", "models"]
