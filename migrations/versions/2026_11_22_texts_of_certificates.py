"""What the certificates of an award say, version by version."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_texts_of_certificates"
down_revision = "2026_11_22_orders_and_serials"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "certificate_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["award_kind.id"], name=op.f("fk_certificate_text_kind_id_award_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_text")),
        sa.UniqueConstraint("kind_id", "version", name=op.f("uq_certificate_text_kind_id_version")),
    )
    with op.batch_alter_table("award_kind", schema=None) as batch_op:
        batch_op.add_column(sa.Column("built_in", sa.String(), nullable=False, server_default=""))

    op.execute("UPDATE award_kind SET built_in = 'flag' WHERE code IN ('CTDBN', 'CTDCP')")


def downgrade():
    with op.batch_alter_table("award_kind", schema=None) as batch_op:
        batch_op.drop_column("built_in")

    op.drop_table("certificate_text")
