"""Merge importance and salary"""

revision = "0019_merge_importance_and_salary"
down_revision = ("0018_email_importance", "0018_salary")
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
