"""Official papers in Word, what the office enters for them, and the money that goes with awards."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_official_papers"
down_revision = "2026_11_22_texts_of_certificates"
branch_labels = None
depends_on = None

PAPERS = sa.Enum(
    "joint_pledge",
    "member_pledge",
    "score_summary",
    "standings",
    "ballot_record",
    "award",
    "year_report",
    "rating_minutes",
    "award_proposal",
    "award_list",
    "payment_list",
    "handover_minutes",
    name="paperkind",
    native_enum=False,
    length=32,
)
RECIPIENTS = sa.Enum("collective", "individual", name="recipient", native_enum=False, length=32)


def upgrade():
    with op.batch_alter_table("issued_paper") as table:
        table.add_column(sa.Column("word_sha256", sa.String(), nullable=True))
    op.create_table(
        "paper_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("kind", PAPERS, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_paper_details_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_details")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_paper_details_kind_subject")),
    )
    op.create_index(op.f("ix_paper_details_year_id"), "paper_details", ["year_id"])
    op.create_table(
        "office_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", PAPERS, nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_template")),
        sa.UniqueConstraint("kind", name=op.f("uq_office_template_kind")),
    )
    op.create_table(
        "base_salary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("rounded_up_to", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_salary")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_base_salary_starts_on")),
    )
    op.create_table(
        "award_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("recipient", RECIPIENTS, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "multiple", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=False
        ),
        sa.Column("citation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["award_kind.id"], name=op.f("fk_award_rate_kind_id_award_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_rate")),
        sa.UniqueConstraint(
            "kind_id",
            "recipient",
            "starts_on",
            name=op.f("uq_award_rate_kind_id_recipient_starts_on"),
        ),
    )
    op.create_table(
        "award_fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_award_fund_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_fund")),
        sa.UniqueConstraint("year_id", "source", name=op.f("uq_award_fund_year_id_source")),
    )


def downgrade():
    op.drop_table("award_fund")
    op.drop_table("award_rate")
    op.drop_table("base_salary")
    op.drop_table("office_template")
    op.drop_table("paper_details")
    with op.batch_alter_table("issued_paper") as table:
        table.drop_column("word_sha256")
