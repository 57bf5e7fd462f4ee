"""Lines sent back to members; requests for explanations and objections, and the days for them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_returns_objections"
down_revision = "2026_11_22_council"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("explanation", "objection", name="objectionkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("explained", "upheld", "refused", name="verdict", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_objection_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_objection_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_year_id"), ["year_id"], unique=False)

    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("last_score_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_reopening_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_reopening_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reopening_year_id"), ["year_id"], unique=False)

    op.create_table(
        "reopened_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reopening_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("last_score_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reopening_id"],
            ["reopening.id"],
            name=op.f("fk_reopened_line_reopening_id_reopening"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopened_line")),
        sa.UniqueConstraint(
            "reopening_id",
            "criterion_code",
            name=op.f("uq_reopened_line_reopening_id_criterion_code"),
        ),
    )
    with op.batch_alter_table("year", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("objection_days", sa.Integer(), nullable=False, server_default="3")
        )


def downgrade():
    with op.batch_alter_table("year", schema=None) as batch_op:
        batch_op.drop_column("objection_days")

    op.drop_table("reopened_line")
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reopening_year_id"))

    op.drop_table("reopening")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_year_id"))

    op.drop_table("objection")
