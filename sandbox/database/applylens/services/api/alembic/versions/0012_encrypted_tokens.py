"""Keep the tokens encrypted"""

import sqlalchemy as sa
from alembic import op

revision = "0012_encrypted_tokens"
down_revision = "0011_tokens"
depends_on = None


def upgrade() -> None:
    op.add_column("tokens", sa.Column("key_version", sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    # What is encrypted cannot be read by the release before: everybody connects again.
    op.execute("UPDATE tokens SET secret = NULL")
    op.drop_column("tokens", "key_version")
