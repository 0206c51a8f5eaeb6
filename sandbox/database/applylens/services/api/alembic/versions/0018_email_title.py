"""Call the subject of an email its title"""

from alembic import op

revision = "0018_email_title"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.alter_column("emails", "subject", new_column_name="title")


def downgrade() -> None:
    op.alter_column("emails", "title", new_column_name="subject")
