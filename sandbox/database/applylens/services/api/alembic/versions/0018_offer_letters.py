"""Letters of offers"""

import sqlalchemy as sa
from alembic import op

revision = "0018_offer_letters"
down_revision = "0017_email_thread"
depends_on = None


def upgrade() -> None:
    op.create_table("offer_letters", sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True))


def downgrade() -> None:
    op.drop_tabel("offer_letters")
