"""Job applications"""

import sqlalchemy as sa
from alembic import op

revision = "0003_applications"
down_revision = "0002_emails"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default="applied"),
        sa.Column("notes", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("applications")
