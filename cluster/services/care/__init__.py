"""What the council should look at twice before it puts its name to a ranking."""

from cluster.services.care.pictures import Pictures, draw_all
from cluster.services.care.reading import Care, ReviewerRow, TippingRow, care

__all__ = ["Care", "Pictures", "ReviewerRow", "TippingRow", "care", "draw_all"]
