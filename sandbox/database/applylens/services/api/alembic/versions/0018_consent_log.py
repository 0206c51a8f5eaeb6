"""Who agreed to what, and when"""

import sqlalchemy as sa
from alembic import op

revision = "0018_consent_log"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_log",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.add_column("users", sa.Column("consent_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("users", "consent_at")
    op.drop_table("consent_log")
