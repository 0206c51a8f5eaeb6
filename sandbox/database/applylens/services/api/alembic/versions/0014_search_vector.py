"""Search emails by their words"""

import sqlalchemy as sa
from alembic import op

revision = "0014_search_vector"
down_revision = "0013_application_email"
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE emails ADD COLUMN search tsvector "
        "GENERATED ALWAYS AS (to_tsvector('english', subject || ' ' || body)) STORED"
    )


def downgrade() -> None:
    op.drop_column("emails", "search")
