"""Drop the notes nobody reads"""

import sqlalchemy as sa
from alembic import op

revision = "0018_drop_notes"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.drop_column("applications", "notes")


def downgrade() -> None:
    op.add_column("applications", sa.Column("notes", sa.Text))
