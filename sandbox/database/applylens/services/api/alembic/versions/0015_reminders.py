"""Reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0015_reminders"
down_revision = "0014_search_vector"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("application_id", sa.BigInteger, sa.ForeignKey("applications.id"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("reminders")
