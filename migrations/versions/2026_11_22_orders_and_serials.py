"""Print orders; serials of papers, reprints and void papers; the series of numbers."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_orders_and_serials"
down_revision = "2026_11_22_revisions"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("issued_paper") as table:
        table.add_column(sa.Column("serial", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("serial_number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("voided_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("voided_by", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("void_reason", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        table.create_unique_constraint(
            op.f("uq_issued_paper_year_id_kind_serial_number"),
            ["year_id", "kind", "serial_number"],
        )
        table.create_foreign_key(
            op.f("fk_issued_paper_replaced_by_id_issued_paper"),
            "issued_paper",
            ["replaced_by_id"],
            ["id"],
        )
    op.create_table(
        "paper_reprint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["issued_paper.id"], name=op.f("fk_paper_reprint_paper_id_issued_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_reprint")),
    )
    op.create_index(op.f("ix_paper_reprint_paper_id"), "paper_reprint", ["paper_id"])
    op.create_table(
        "paper_numbering",
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_paper_numbering_year_id_year")
        ),
        sa.PrimaryKeyConstraint("year_id", "series", name=op.f("pk_paper_numbering")),
    )
    op.create_table(
        "print_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "printing", "paused", "done", "cancelled",
                name="orderstatus", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("wants_singles", sa.Boolean(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("alive_at", sa.DateTime(), nullable=True),
        sa.Column("running_since", sa.DateTime(), nullable=True),
        sa.Column("done_before", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("merged_sha256", sa.String(), nullable=False),
        sa.Column("merged_size", sa.Integer(), nullable=False),
        sa.Column("singles_sha256", sa.String(), nullable=False),
        sa.Column("singles_size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_print_order_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_print_order_user_id_user")),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_print_order_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_order")),
    )  # fmt: skip
    op.create_index(op.f("ix_print_order_year_id"), "print_order", ["year_id"])
    op.create_table(
        "print_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "none", "certificate", "leader",
                name="certificateform", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "left_out", "stopped", "printed",
                name="itemstatus", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_print_item_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_print_item_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["print_order.id"], name=op.f("fk_print_item_order_id_print_order")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["issued_paper.id"], name=op.f("fk_print_item_paper_id_issued_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_item")),
        sa.UniqueConstraint("order_id", "paper_id", name=op.f("uq_print_item_order_id_paper_id")),
        sa.UniqueConstraint("order_id", "place", name=op.f("uq_print_item_order_id_place")),
    )  # fmt: skip


def downgrade():
    op.drop_table("print_item")
    op.drop_table("print_order")
    op.drop_table("paper_numbering")
    op.drop_table("paper_reprint")
    with op.batch_alter_table("issued_paper") as table:
        table.drop_constraint(
            op.f("fk_issued_paper_replaced_by_id_issued_paper"), type_="foreignkey"
        )
        table.drop_constraint(op.f("uq_issued_paper_year_id_kind_serial_number"), type_="unique")
        for column in (
            "replaced_by_id", "void_reason", "voided_by", "voided_at", "serial_number",
            "serial",
        ):  # fmt: skip
            table.drop_column(column)
