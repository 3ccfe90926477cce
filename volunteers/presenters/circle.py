"""A circle: its inner ring of volunteers around one client, its outer ring of professionals."""

from typing import Any

from volunteers.models import Circle, Match


def circle_page(circle: Circle) -> dict[str, Any]:
    inner = Match.objects.filter(circle=circle).select_related("volunteer").order_by("ends_on", "starts_on")
    outer = circle.outer_ring.all()
    return {
        "circle": circle,
        "client": circle.supervision.client,
        "inner": [match for match in inner if match.ends_on is None],
        "was": [match for match in inner if match.ends_on is not None],
        "outer": [member for member in outer if member.until is None],
    }
