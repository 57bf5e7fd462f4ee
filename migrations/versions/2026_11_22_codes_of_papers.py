"""Codes by which anybody can check a certificate; papers issued before have none."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_codes_of_papers"
down_revision = "2026_11_22_stock_and_printers"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("issued_paper") as batch:
        batch.add_column(sa.Column("code", sa.String(), nullable=True))
        batch.create_unique_constraint(op.f("uq_issued_paper_code"), ["code"])


def downgrade():
    with op.batch_alter_table("issued_paper") as batch:
        batch.drop_constraint(op.f("uq_issued_paper_code"), type_="unique")
        batch.drop_column("code")
