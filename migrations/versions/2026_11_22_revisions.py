"""Revisions of frozen rankings: how each came about, and the corrections that make the next."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_revisions"
down_revision = "2026_11_22_ballots_and_seals"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("frozen_ranking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.JSON(), nullable=False, server_default="{}"))

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "approved",
                "withdrawn",
                name="correctionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_correction_proposed_by_id_user")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_correction_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_year_id"), ["year_id"], unique=False)

    op.create_table(
        "corrected_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("measure", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("score_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_corrected_figure_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["correction.id"],
            name=op.f("fk_corrected_figure_correction_id_correction"),
        ),
        sa.ForeignKeyConstraint(
            ["score_id"], ["score.id"], name=op.f("fk_corrected_figure_score_id_score")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrected_figure")),
        sa.UniqueConstraint(
            "correction_id",
            "alliance_id",
            "criterion_code",
            name=op.f("uq_corrected_figure_correction_id_alliance_id_criterion_code"),
        ),
    )
    op.create_table(
        "correction_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["correction.id"],
            name=op.f("fk_correction_approval_correction_id_correction"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_correction_approval_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_approval")),
        sa.UniqueConstraint(
            "correction_id", "user_id", name=op.f("uq_correction_approval_correction_id_user_id")
        ),
    )


def downgrade():
    op.drop_table("correction_approval")
    op.drop_table("corrected_figure")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_year_id"))

    op.drop_table("correction")
    with op.batch_alter_table("frozen_ranking", schema=None) as batch_op:
        batch_op.drop_column("about")
