"""Merge categories and labels"""

revision = "0006_merge_category_and_labels"
down_revision = ("0004_email_category", "0005_labels")
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
