"""The rotation rule, the ticks of a handover, announced ballots and settled ties."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_council"
down_revision = "2026_11_22_official_papers"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "ballot_settlement",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            sa.Enum("chair", "lot", name="settlement", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_settlement_ballot_id_ballot")
        ),
        sa.PrimaryKeyConstraint("ballot_id", name=op.f("pk_ballot_settlement")),
    )
    op.create_table(
        "handover_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "result", "ballots", "awards", "papers", "figures", "pledge", "calendar", "flag",
                "files", "accounts", name="item", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum("giving", "taking", name="side", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("ticked_by", sa.String(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_handover_tick_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_tick")),
        sa.UniqueConstraint(
            "year_id", "item", "side", name=op.f("uq_handover_tick_year_id_item_side")
        ),
    )  # fmt: skip
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announced_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rotation",
                sa.Enum(
                    "longest_since", "deputy_first",
                    name="rotationrule", native_enum=False, length=32,
                ),
                nullable=False,
                server_default="longest_since",
            )
        )  # fmt: skip


def downgrade():
    op.drop_column("cluster", "rotation")
    op.drop_column("ballot", "announced_at")
    op.drop_table("handover_tick")
    op.drop_table("ballot_settlement")
