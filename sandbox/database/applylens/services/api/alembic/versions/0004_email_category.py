"""The category that inbox triage gives"""

import sqlalchemy as sa
from alembic import op

revision = "0004_email_category"
down_revision = "0003_applications"
depends_on = None


def upgrade() -> None:
    category = sa.Enum("offer", "interview", "rejection", "other", name="email_category")
    category.create(op.get_bind(), checkfirst=False)
    op.add_column("emails", sa.Column("category", category))


def downgrade() -> None:
    op.drop_column("emails", "category")
    op.execute("DROP TYPE email_category")
