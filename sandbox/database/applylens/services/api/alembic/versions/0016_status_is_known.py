"""Only the statuses that there are"""

from alembic import op

revision = "0016_status_is_known"
down_revision = "0015_reminders"
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        "status_is_known", "applications", "status IN ('applied', 'interview', 'offer', 'rejected')"
    )


def downgrade() -> None:
    op.drop_constraint("status_is_known", "applications", type_="check")
