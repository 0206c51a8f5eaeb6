"""The email an application began with"""

import sqlalchemy as sa
from alembic import op

revision = "0013_application_email"
down_revision = "0012_encrypted_tokens"
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("email_id", sa.BigInteger, sa.ForeignKey("emails.id")))


def downgrade() -> None:
    op.drop_column("applications", "email_id")
