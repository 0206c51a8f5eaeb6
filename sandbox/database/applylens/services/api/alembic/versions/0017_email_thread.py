"""The thread an email belongs to"""

import sqlalchemy as sa
from alembic import op

revision = "0017_email_thread"
down_revision = "0016_status_is_known"
depends_on = None


def upgrade() -> None:
    op.add_column("emails", sa.Column("thread", sa.Text))


def downgrade() -> None:
    op.drop_column("emails", "thread")
