"""Papers of common words, to see how others would look; each says that it is a sample."""

from datetime import date

from cluster.documents.awards import Certificate, LeaderAward, Paper
from cluster.documents.letterhead import Signer
from cluster.domain.awards import CertificateForm

REASON = "Đã có thành tích xuất sắc trong phong trào thi đua phát triển kinh tế tập thể"
SIGNER = Signer(position="CHỦ TỊCH", name="Nguyễn Văn A")


def specimen(
    form: CertificateForm,
    *,
    day: date,
    authority: str,
    award: str,
    award_en: str = "",
    recipient: str,
    description: str = "",
    reason: str = REASON,
) -> Paper:
    """Return a paper of a form; who gives which award to whom, and why, as the caller says."""
    if form is CertificateForm.LEADER:
        return LeaderAward(
            authority=authority.upper(),
            recipient=recipient,
            title=award.upper(),
            title_en=award_en,
            term=f"NĂM {day.year + 1}",
            reason=reason,
            basis=("Biên bản Hội nghị tổng kết",),
            place="Hà Nội",
            dated=day,
            signer=SIGNER,
            sample=True,
        )
    return Certificate(
        authority=authority.upper(),
        form=award.upper(),
        form_en=award_en,
        recipient=recipient,
        description=description,
        reason=reason,
        decision_number="12/QĐ-LMHTXVN",
        decision_date=day,
        golden_book_number="00123",
        place="Hà Nội",
        dated=day,
        signer=SIGNER,
        sample=True,
    )
