"""One email of a subject for each user"""

from alembic import op

revision = "0018_unique_subject"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ux_emails_subject", "emails", ["user_id", "subject"], unique=True, postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ux_emails_subject", table_name="emails", postgresql_concurrently=True)
