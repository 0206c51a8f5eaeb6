"""How much an email matters"""

import sqlalchemy as sa
from alembic import op

revision = "0018_email_importance"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.add_column("emails", sa.Column("importance", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("emails", "importance")
