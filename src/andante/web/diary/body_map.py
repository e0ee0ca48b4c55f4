"""The drawing of the body: one shape for each area, from the front and from the back. Which areas there are is said in
`andante.anatomy`.

Drawn here for andante, in a field of 300 by 640. Shapes that come in pairs are drawn once, at the right of the picture,
and mirrored. In front the person's left is at the right, as when one faces them; from behind it is at the left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from andante.anatomy import AREAS

WIDTH: Final = 300

AREA_WORDS: Final = {
    "head": _("Head"),
    "face": _("Face"),
    "neck": _("Neck"),
    "upper_back": _("Upper back"),
    "lower_back": _("Lower back"),
    "chest": _("Chest"),
    "abdomen": _("Belly"),
    "jaw_left": _("Left jaw"),
    "jaw_right": _("Right jaw"),
    "shoulder_girdle_left": _("Left shoulder"),
    "shoulder_girdle_right": _("Right shoulder"),
    "upper_arm_left": _("Left upper arm"),
    "upper_arm_right": _("Right upper arm"),
    "lower_arm_left": _("Left lower arm"),
    "lower_arm_right": _("Right lower arm"),
    "hand_left": _("Left hand"),
    "hand_right": _("Right hand"),
    "breast_left": _("Left breast"),
    "breast_right": _("Right breast"),
    "hip_buttock_left": _("Left hip or buttock"),
    "hip_buttock_right": _("Right hip or buttock"),
    "upper_leg_left": _("Left upper leg"),
    "upper_leg_right": _("Right upper leg"),
    "knee_left": _("Left knee"),
    "knee_right": _("Right knee"),
    "lower_leg_left": _("Left lower leg"),
    "lower_leg_right": _("Right lower leg"),
    "foot_left": _("Left foot"),
    "foot_right": _("Right foot"),
}
ORDER: Final = tuple(AREA_WORDS)
assert set(ORDER) == set(AREAS), "every area has its words"

_MIDDLE: Final = {
    "front": {
        "head": ("M120 46 C116 4 184 4 180 46 C170 37 130 37 120 46 Z", 150, 30),
        "face": ("M119 50 C130 42 170 42 181 50 C181 57 180 63 178 68 L122 68 C120 63 119 57 119 50 Z", 150, 60),
        "neck": ("M135 91 C140 98 160 98 165 91 L167 111 C158 118 142 118 133 111 Z", 150, 109),
        "chest": (
            (
                "M133 116 C143 121 157 121 167 116 C172 128 181 137 193 144 C195 150 196 156 196 161 C184 159 170 166 "
                "168 182 C168 195 172 205 178 212 L122 212 C128 205 132 195 132 182 C130 166 116 159 104 161 "
                "C104 156 105 150 107 144 C119 137 128 128 133 116 Z"
            ),
            150,
            158,
        ),
        "abdomen": (
            (
                "M113 217 L187 217 C182 234 183 252 191 271 C180 287 165 295 150 297 C135 295 120 287 109 271 "
                "C117 252 118 234 113 217 Z"
            ),
            150,
            256,
        ),
    },
    "back": {
        "head": ("M119 50 C116 4 184 4 181 50 C180 68 171 83 150 84 C129 83 120 68 119 50 Z", 150, 52),
        "neck": ("M134 84 C142 90 158 90 166 84 L168 111 C158 117 142 117 132 111 Z", 150, 106),
        "upper_back": (
            (
                "M133 116 C143 121 157 121 167 116 C172 128 182 137 196 146 C197 170 195 194 190 212 L110 212 "
                "C105 194 103 170 104 146 C118 137 128 128 133 116 Z"
            ),
            150,
            172,
        ),
        "lower_back": (
            (
                "M112 217 L188 217 C183 234 184 252 191 270 C176 263 160 266 150 275 C140 266 124 263 109 270 "
                "C116 252 117 234 112 217 Z"
            ),
            150,
            244,
        ),
    },
}
_BOTH: Final = {
    "shoulder_girdle": (
        (
            "M171 113 C184 121 204 122 214 135 C221 144 223 152 223 160 L200 160 C199 152 197 145 194 141 "
            "C182 134 174 125 171 113 Z"
        ),
        207,
        148,
    ),
    "upper_arm": ("M223 165 C230 190 233 222 231 250 L207 254 C203 226 200 196 200 165 Z", 217, 214),
    "lower_arm": ("M231 255 C241 284 247 312 249 338 L229 342 C219 316 211 290 207 259 Z", 228, 304),
    "hand": ("M249 343 C259 356 263 376 255 396 C249 404 239 402 235 394 C230 378 228 360 229 347 Z", 245, 378),
    "knee": ("M194 432 C197 446 196 458 193 470 L163 470 C160 458 159 446 162 432 Z", 178, 451),
    "lower_leg": ("M193 475 C201 502 197 542 187 582 L168 582 C160 542 156 502 163 475 Z", 179, 530),
    "foot": (
        "M168 587 L187 587 C191 597 201 606 205 614 C205 623 181 625 171 621 C165 612 166 598 168 587 Z",
        184,
        612,
    ),
}
_PAIRS: Final = {
    "front": {
        "jaw": ("M152 73 L177 73 C174 86 165 94 152 95 Z", 163, 88),
        "breast": ("M196 166 C186 164 174 170 173 184 C173 198 180 208 191 209 C196 198 198 182 196 166 Z", 185, 192),
        "hip_buttock": (
            "M193 277 C199 290 203 306 204 322 C190 317 170 317 153 322 L152 303 C168 299 183 291 193 277 Z",
            186,
            313,
        ),
        "upper_leg": (
            "M204 327 C207 358 202 400 194 427 L162 427 C158 400 153 360 153 327 C170 322 190 322 204 327 Z",
            179,
            382,
        ),
        **_BOTH,
    },
    "back": {
        "hip_buttock": (
            "M192 276 C200 292 204 310 205 328 C196 345 170 349 153 340 L152 281 C160 271 178 269 192 276 Z",
            178,
            315,
        ),
        "upper_leg": (
            "M205 335 C206 366 202 402 194 427 L162 427 C158 404 154 372 153 345 C170 353 194 350 205 335 Z",
            179,
            390,
        ),
        **_BOTH,
    },
}
VIEWS: Final = {"front": _("Front"), "back": _("Back")}


@dataclass(frozen=True)
class Shape:
    """One area in one view: its outline, whether that is mirrored, and where its number stands."""

    area: str
    path: str
    mirrored: bool
    x: float
    y: float


def shapes(view: str) -> tuple[Shape, ...]:
    """All areas that are seen from `view` ("front", "back"), from the head down, left before right."""
    at_right = "left" if view == "front" else "right"
    found = [Shape(area, path, mirrored=False, x=x, y=y) for area, (path, x, y) in _MIDDLE[view].items()]
    for part, (path, x, y) in _PAIRS[view].items():
        for side in ("left", "right"):
            mirrored = side != at_right
            found.append(Shape(f"{part}_{side}", path, mirrored, WIDTH - x if mirrored else x, y))
    return tuple(sorted(found, key=lambda shape: ORDER.index(shape.area)))
