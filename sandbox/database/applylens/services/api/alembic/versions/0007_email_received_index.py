"""Find the newest emails of a user"""

from alembic import op

revision = "0007_email_received_index"
down_revision = "0006_merge_category_and_labels"
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_emails_received", "emails", ["user_id", "received_at"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_emails_received", table_name="emails", postgresql_concurrently=True)
