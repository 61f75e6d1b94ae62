"""The trunk from behind and from the front, to lay the places of a body map over (pain/body.css)."""

VIEW = (-15.5, -82, 31, 42)
"""Left, top, width and height, in hundredths of the body height: from the shoulders to the thighs."""

_SIDE = (
    "M0 -82H{s}2.6C{s}3 -80.6 {s}8 -80.8 {s}10.4 -79C{s}10.2 -76 {s}8.6 -75 {s}8.2 -72C{s}7.6 -68 {s}6.4 -66 {s}6.4 -63"
    "C{s}6.4 -59 {s}9.4 -57 {s}9.8 -51C{s}10 -47 {s}9.4 -44 {s}8.8 -40H{s}1.4C{s}1.2 -43 {s}.8 -46 0 -47.5"
)
_BACK = "M0 -80V-54M-2.3 -53v.1M2.3 -53v.1M-8.8 -45.4Q-4.6 -43.4 -.6 -46.4M8.8 -45.4Q4.6 -43.4 .6 -46.4"
_FRONT = "M0 -60v.1M-7 -53L-.6 -48M7 -53L.6 -48M-6 -73Q-3.4 -71.4 -1 -73M6 -73Q3.4 -71.4 1 -73"


def draw_trunk(*, is_back: bool) -> str:
    """The trunk as ``<svg>``, hidden from screen readers: the check boxes over it have the words."""
    sides = "".join(f'<path d="{_SIDE.format(s=sign)}"/>' for sign in ("", "-"))
    view = " ".join(f"{one:g}" for one in VIEW)
    line = f'<path class="line" d="{_BACK if is_back else _FRONT}"/>'
    return f'<svg viewBox="{view}" aria-hidden="true" focusable="false">{sides}{line}</svg>'
