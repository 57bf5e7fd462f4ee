"""Accounts and the roles they hold."""

from datetime import date, datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.permissions import Role
from cluster.models.members import Person


class User(Model, UserMixin):
    """An account; `fs_uniquifier` is what a session cookie names, renewed at every log-out."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[datetime]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(JSON))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    grants: Mapped[list["RoleGrant"]] = relationship(lazy="selectin", order_by="RoleGrant.id")


class RoleGrant(Model):
    """That an account holds a role in a cluster, for an alliance where the role speaks for one."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "cluster_id", "alliance_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
