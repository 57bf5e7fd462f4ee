"""Ballots; what a frozen ranking was computed from, and its seal; the seed of a lot."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_ballots_and_seals"
down_revision = "2026_11_21_first_tables"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "nomination", "leader", "deputy", name="ballotkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("screen", "hands", "paper", name="method", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.String(), nullable=False),
        sa.Column("majority", sa.String(), nullable=False),
        sa.Column("is_above", sa.Boolean(), nullable=False),
        sa.Column(
            "majority_of",
            sa.Enum("members", "valid", name="majorityof", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "closed", "called_off", name="ballotstatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["ballot.id"], name=op.f("fk_ballot_follows_id_ballot")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_ballot_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_ballot_follows_id")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_year_id"), ["year_id"], unique=False)

    op.create_table(
        "ballot_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_ballot_candidate_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_candidate_ballot_id_ballot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_candidate")),
        sa.UniqueConstraint(
            "ballot_id", "alliance_id", name=op.f("uq_ballot_candidate_ballot_id_alliance_id")
        ),
    )
    op.create_table(
        "ballot_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("teller", sa.String(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_count_ballot_id_ballot")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_ballot_count_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_count")),
        sa.UniqueConstraint("ballot_id", "user_id", name=op.f("uq_ballot_count_ballot_id_user_id")),
    )
    op.create_table(
        "ballot_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("electors", sa.JSON(), nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_ballot_voter_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_voter_ballot_id_ballot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_voter")),
        sa.UniqueConstraint(
            "ballot_id", "alliance_id", name=op.f("uq_ballot_voter_ballot_id_alliance_id")
        ),
    )
    with op.batch_alter_table("frozen_ranking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("inputs", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("sha256", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("year", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lot_seed", sa.String(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("year", schema=None) as batch_op:
        batch_op.drop_column("lot_seed")

    with op.batch_alter_table("frozen_ranking", schema=None) as batch_op:
        batch_op.drop_column("sha256")
        batch_op.drop_column("inputs")

    op.drop_table("ballot_voter")
    op.drop_table("ballot_count")
    op.drop_table("ballot_candidate")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_year_id"))

    op.drop_table("ballot")
