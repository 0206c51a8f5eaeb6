"""Keep only a hash of each token"""

from alembic import op

revision = "0018_hash_tokens"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE tokens SET secret = md5(secret)")


def downgrade() -> None:
    raise NotImplementedError("A hash does not give its token back.")
