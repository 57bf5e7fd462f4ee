"""For which stock an order is meant, and how far printing onto stock is."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_orders_for_stock"
down_revision = "2026_11_22_codes_of_papers"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("print_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("layout_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_print_order_layout_id_stock_layout"),
            "stock_layout",
            ["layout_id"],
            ["id"],
        )

    with op.batch_alter_table("stock_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("running_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("alive_at", sa.DateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table("stock_run", schema=None) as batch_op:
        batch_op.drop_column("alive_at")
        batch_op.drop_column("running_since")
        batch_op.drop_column("done")

    with op.batch_alter_table("print_order", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_print_order_layout_id_stock_layout"), type_="foreignkey"
        )
        batch_op.drop_column("layout_id")
