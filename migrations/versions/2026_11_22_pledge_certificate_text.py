"""What a cluster's pledge certificates say, version by version, beside the texts of awards."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_pledge_cert_text"
down_revision = "2026_11_22_orders_for_stock"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("certificate_text", schema=None) as batch_op:
        batch_op.alter_column("kind_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("cluster_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_certificate_text_cluster_id_cluster"), "cluster", ["cluster_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_certificate_text_cluster_id_version"), ["cluster_id", "version"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_certificate_text_of_one"), "(kind_id IS NULL) <> (cluster_id IS NULL)"
        )

    op.execute(
        "UPDATE award_kind SET built_in = 'title'"
        " WHERE code IN ('CSTDCS', 'CSTDT', 'TTLDTT', 'TTLDXS') AND built_in IN ('', 'certificate')"
    )


def downgrade():
    op.execute("UPDATE award_kind SET built_in = 'certificate' WHERE built_in = 'title'")
    op.execute("DELETE FROM certificate_text WHERE kind_id IS NULL")
    with op.batch_alter_table("certificate_text", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_certificate_text_of_one"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("uq_certificate_text_cluster_id_version"), type_="unique"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_certificate_text_cluster_id_cluster"), type_="foreignkey"
        )
        batch_op.drop_column("cluster_id")
        batch_op.alter_column("kind_id", existing_type=sa.Integer(), nullable=False)
