"""What an offer pays"""

import sqlalchemy as sa
from alembic import op

revision = "0018_salary"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("salary", sa.Numeric))


def downgrade() -> None:
    op.drop_column("applications", "salary")
