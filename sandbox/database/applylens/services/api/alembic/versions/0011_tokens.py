"""Tokens of connected mailboxes"""

import sqlalchemy as sa
from alembic import op

revision = "0011_tokens"
down_revision = "0010_sender_domain"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tokens",
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("secret", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("tokens")
