"""The first tables, and what guards the record of changes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_first_tables"
down_revision = None
branch_labels = None
depends_on = None


GUARD = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
        """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$""",
        """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
        ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    ),
}


def upgrade():
    op.create_table(
        "alliance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["alliance.id"], name=op.f("fk_alliance_successor_id_alliance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliance")),
        sa.UniqueConstraint("code", name=op.f("uq_alliance_code")),
    )
    op.create_table(
        "award_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "list",
            sa.Enum("title", "form", name="awardlist", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("for_collectives", sa.Boolean(), nullable=False),
        sa.Column("for_individuals", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column(
            "certificate",
            sa.Enum(
                "none",
                "certificate",
                "leader",
                name="certificateform",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("citation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_award_kind_code")),
    )
    op.create_table(
        "cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
        sa.UniqueConstraint("code", name=op.f("uq_cluster_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("honorific", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "alliance_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_alliance_name_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_alliance_name_alliance_id_alliance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliance_name")),
        sa.UniqueConstraint(
            "alliance_id", "starts_on", name=op.f("uq_alliance_name_alliance_id_starts_on")
        ),
    )
    with op.batch_alter_table("alliance_name", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_alliance_name_alliance_id"), ["alliance_id"], unique=False
        )

    op.create_table(
        "leadership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("year_number", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "deputy_id IS NULL OR deputy_id <> leader_id", name=op.f("ck_leadership_two_alliances")
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_leadership_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["alliance.id"], name=op.f("fk_leadership_deputy_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["alliance.id"], name=op.f("fk_leadership_leader_id_alliance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership")),
        sa.UniqueConstraint(
            "cluster_id", "year_number", name=op.f("uq_leadership_cluster_id_year_number")
        ),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_office_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_office_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_office_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_alliance_id"), ["alliance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_person_id"), ["person_id"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("tf_primary_method", sa.String(), nullable=True),
        sa.Column("tf_totp_secret", sa.String(), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_user_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint("person_id", name=op.f("uq_user_person_id")),
    )
    op.create_table(
        "year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "setup",
                "pledge",
                "report",
                "review",
                "council",
                "frozen",
                "published",
                "archived",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_year_cluster_id_cluster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year")),
        sa.UniqueConstraint("cluster_id", "number", name=op.f("uq_year_cluster_id_number")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("year_id", sa.Integer(), nullable=True),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_audit_entry_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_audit_entry_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_entry_user_id_user")),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_audit_entry_year_id_year")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index("ix_audit_entry_object", ["object_type", "object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_year_id"), ["year_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "replaced",
                "withdrawn",
                name="claimstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "quantity", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=True
        ),
        sa.Column("base", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("partners", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_claim_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["claim.id"], name=op.f("fk_claim_replaces_id_claim")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_claim_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("form_key", name=op.f("uq_claim_form_key")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(
            "ix_claim_year_alliance_code",
            ["year_id", "alliance_id", "criterion_code"],
            unique=False,
        )

    op.create_table(
        "cross_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_cross_assignment_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["scorer_id"], ["alliance.id"], name=op.f("fk_cross_assignment_scorer_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_cross_assignment_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_assignment")),
        sa.UniqueConstraint(
            "year_id",
            "scorer_id",
            "alliance_id",
            name=op.f("uq_cross_assignment_year_id_scorer_id_alliance_id"),
        ),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("signer_title", sa.String(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_decision_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint(
            "year_id", "authority", "number", name=op.f("uq_decision_year_id_authority_number")
        ),
    )
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joint_pledge",
                "member_pledge",
                "score_summary",
                "standings",
                "award",
                name="paperkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_issued_paper_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_issued_paper_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint(
            "kind", "subject", "issue", name=op.f("uq_issued_paper_kind_subject_issue")
        ),
    )
    with op.batch_alter_table("issued_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_paper_year_id"), ["year_id"], unique=False)

    op.create_table(
        "nomination_bar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_nomination_bar_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_nomination_bar_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_bar")),
    )
    op.create_table(
        "phase_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "setup",
                "pledge",
                "report",
                "review",
                "council",
                "frozen",
                "published",
                "archived",
                name="phase",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_phase_date_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_date")),
        sa.UniqueConstraint("year_id", "phase", name=op.f("uq_phase_date_year_id_phase")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "signer",
                "officer",
                "reviewer",
                "council",
                "chair",
                "secretary",
                "auditor",
                "sysadmin",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("alliance_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_role_grant_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_role_grant_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_role_grant_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "cluster_id",
            "alliance_id",
            "starts_on",
            name=op.f("uq_role_grant_user_id_role_cluster_id_alliance_id_starts_on"),
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("change_reason", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_rulebook_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook")),
        sa.UniqueConstraint("year_id", "version", name=op.f("uq_rulebook_year_id_version")),
    )
    op.create_table(
        "score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column(
            "layer",
            sa.Enum(
                "self", "cross", "appraisal", "final", name="layer", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("measure", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("scored_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_score_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_score_user_id_user")),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_score_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "year_id",
            "alliance_id",
            "criterion_code",
            "layer",
            "scorer_id",
            "revision",
            name=op.f("uq_score_year_id_alliance_id_criterion_code_layer_scorer_id_revision"),
        ),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(
            "ix_score_year_line", ["year_id", "alliance_id", "criterion_code"], unique=False
        )

    op.create_table(
        "year_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_year_member_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_year_member_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_member")),
        sa.UniqueConstraint(
            "year_id", "alliance_id", name=op.f("uq_year_member_year_id_alliance_id")
        ),
    )
    with op.batch_alter_table("year_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_year_member_alliance_id"), ["alliance_id"], unique=False
        )

    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum("collective", "individual", name="recipient", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("honorific", sa.String(), nullable=False),
        sa.Column("recipient_name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "decided",
                "handed_out",
                "withdrawn",
                name="awardstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("golden_book_number", sa.String(), nullable=False),
        sa.Column("handed_out_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('proposed', 'withdrawn') OR decision_id IS NOT NULL",
            name=op.f("ck_award_decided_by_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_award_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_award_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["award_kind.id"], name=op.f("fk_award_kind_id_award_kind")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_award_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "section",
                "content",
                "bonus",
                "penalty",
                "gate",
                name="criterionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "max_points", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=False
        ),
        sa.Column(
            "weight", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=False
        ),
        sa.Column("formula", sa.JSON(), nullable=True),
        sa.Column(
            "aggregate",
            sa.Enum(
                "sum", "last", "maximum", "share", name="aggregate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("needs_target", sa.Boolean(), nullable=False),
        sa.Column("may_be_not_assigned", sa.Boolean(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("guidance", sa.String(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rulebook_id"], ["rulebook.id"], name=op.f("fk_criterion_rulebook_id_rulebook")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("rulebook_id", "code", name=op.f("uq_criterion_rulebook_id_code")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("attached_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_evidence_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_evidence_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("claim_id", "sha256", name=op.f("uq_evidence_claim_id_sha256")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "frozen_ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("table", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rulebook_id"], ["rulebook.id"], name=op.f("fk_frozen_ranking_rulebook_id_rulebook")
        ),
        sa.ForeignKeyConstraint(
            ["year_id"], ["year.id"], name=op.f("fk_frozen_ranking_year_id_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_ranking")),
        sa.UniqueConstraint("year_id", "revision", name=op.f("uq_frozen_ranking_year_id_revision")),
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "signing",
                "in_force",
                "superseded",
                name="pledgestatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("amendment_reason", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rulebook_id"], ["rulebook.id"], name=op.f("fk_pledge_rulebook_id_rulebook")
        ),
        sa.ForeignKeyConstraint(["year_id"], ["year.id"], name=op.f("fk_pledge_year_id_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("year_id", "version", name=op.f("uq_pledge_year_id_version")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_signature_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_signature_pledge_id_pledge")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_signature_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "pledge_id", "alliance_id", name=op.f("uq_signature_pledge_id_alliance_id")
        ),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Integer(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("not_assigned", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT not_assigned OR value IS NULL", name=op.f("ck_target_no_value_if_not_assigned")
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_target_alliance_id_alliance")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_target_pledge_id_pledge")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "pledge_id",
            "alliance_id",
            "criterion_code",
            name=op.f("uq_target_pledge_id_alliance_id_criterion_code"),
        ),
    )
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    op.drop_table("target")
    op.drop_table("signature")
    op.drop_table("pledge")
    op.drop_table("frozen_ranking")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_claim_id"))

    op.drop_table("evidence")
    op.drop_table("criterion")
    op.drop_table("award")
    with op.batch_alter_table("year_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_year_member_alliance_id"))

    op.drop_table("year_member")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index("ix_score_year_line")

    op.drop_table("score")
    op.drop_table("rulebook")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))

    op.drop_table("role_grant")
    op.drop_table("phase_date")
    op.drop_table("nomination_bar")
    with op.batch_alter_table("issued_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_paper_year_id"))

    op.drop_table("issued_paper")
    op.drop_table("decision")
    op.drop_table("cross_assignment")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_year_alliance_code")

    op.drop_table("claim")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_year_id"))
        batch_op.drop_index("ix_audit_entry_object")
        batch_op.drop_index(batch_op.f("ix_audit_entry_cluster_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    op.drop_table("year")
    op.drop_table("user")
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_person_id"))
        batch_op.drop_index(batch_op.f("ix_office_alliance_id"))

    op.drop_table("office")
    op.drop_table("leadership")
    with op.batch_alter_table("alliance_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alliance_name_alliance_id"))

    op.drop_table("alliance_name")
    op.drop_table("stored_file")
    op.drop_table("person")
    op.drop_table("cluster")
    op.drop_table("award_kind")
    op.drop_table("alliance")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refuse()")
