"""For which stock an order is meant; none for certificates that are printed whole."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_orders_for_stock"
down_revision = "2026_11_22_stock_and_printers"
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


def downgrade():
    with op.batch_alter_table("print_order", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_print_order_layout_id_stock_layout"), type_="foreignkey"
        )
        batch_op.drop_column("layout_id")
