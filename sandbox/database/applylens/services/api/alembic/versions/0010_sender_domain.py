"""The domain an email came from"""

import sqlalchemy as sa
from alembic import op

revision = "0010_sender_domain"
down_revision = "0009_agent_runs"
depends_on = None


def upgrade() -> None:
    op.add_column("emails", sa.Column("sender_domain", sa.Text))
    op.execute("UPDATE emails SET sender_domain = 'example.org'")
    op.alter_column("emails", "sender_domain", nullable=False)


def downgrade() -> None:
    op.drop_column("emails", "sender_domain")
