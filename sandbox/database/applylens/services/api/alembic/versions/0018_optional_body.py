"""Emails of a subject alone"""

from alembic import op

revision = "0018_optional_body"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.alter_column("emails", "body", nullable=True)


def downgrade() -> None:
    op.alter_column("emails", "body", nullable=False)
