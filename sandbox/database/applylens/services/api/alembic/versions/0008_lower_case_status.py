"""Write every status in lower case"""

from alembic import op

revision = "0008_lower_case_status"
down_revision = "0007_email_received_index"
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE applications SET status = lower(status) WHERE status <> lower(status)")


def downgrade() -> None:
    pass
