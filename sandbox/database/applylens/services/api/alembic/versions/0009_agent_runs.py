"""What an agent was asked, and answered"""

import sqlalchemy as sa
from alembic import op

revision = "0009_agent_runs"
down_revision = "0008_lower_case_status"
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_runs",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("email_id", sa.BigInteger, sa.ForeignKey("emails.id")),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("agent_runs")
