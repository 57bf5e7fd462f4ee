"""Pre-printed stock: layouts version by version, printers, what was printed onto stock."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_stock_and_printers"
down_revision = "2026_11_22_returns_objections"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "none", "certificate", "leader",
                name="certificateform", native_enum=False, length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("background_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_stock_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint("year_id", "name", name=op.f("uq_stock_year_id_name")),
    )  # fmt: skip
    op.create_table(
        "stock_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stock_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["stock.id"], name=op.f("fk_stock_layout_stock_id_stock")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_layout")),
        sa.UniqueConstraint("stock_id", "version", name=op.f("uq_stock_layout_stock_id_version")),
    )
    decimal = sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite")
    op.create_table(
        "printer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("dx", decimal, nullable=False),
        sa.Column("dy", decimal, nullable=False),
        sa.Column("scale_x", decimal, nullable=False),
        sa.Column("scale_y", decimal, nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_printer_cluster_id_cluster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("cluster_id", "name", name=op.f("uq_printer_cluster_id_name")),
    )
    op.create_table(
        "stock_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.Column("printer_name", sa.String(), nullable=False),
        sa.Column("correction", sa.JSON(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["stock_layout.id"], name=op.f("fk_stock_run_layout_id_stock_layout")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["print_order.id"], name=op.f("fk_stock_run_order_id_print_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_run")),
    )
    op.create_index(op.f("ix_stock_run_order_id"), "stock_run", ["order_id"])


def downgrade():
    for table in ("stock_run", "printer", "stock_layout", "stock"):
        op.drop_table(table)
