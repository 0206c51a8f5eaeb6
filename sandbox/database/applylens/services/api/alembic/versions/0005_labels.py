"""Labels on emails"""

import sqlalchemy as sa
from alembic import op

revision = "0005_labels"
down_revision = "0003_applications"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "email_labels",
        sa.Column("email_id", sa.BigInteger, sa.ForeignKey("emails.id"), primary_key=True),
        sa.Column("label_id", sa.BigInteger, sa.ForeignKey("labels.id"), primary_key=True),
    )


def downgrade() -> None:
    op.drop_table("email_labels")
    op.drop_table("labels")
