"""The demo's press photographs, painted by program: every scene by name, each in four lights."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image, ImageOps

from . import scenes_arts as arts
from . import scenes_craft as craft
from . import scenes_farm as farm
from . import scenes_industry as industry
from . import scenes_journey as journey
from . import scenes_learning as learning
from . import scenes_old_town as old_town
from . import scenes_public as public
from . import scenes_river as river
from . import scenes_rooftop as rooftop
from . import scenes_season as season
from . import scenes_street as street
from . import scenes_water as water
from .canvas import Canvas, printed
from .colour import BLUE, DAWN, DAY, DUSK, GOLD, MIST, NIGHT, RAIN, Mood

_Painter = Callable[[Random, Mood], Canvas]

# A scene and the light of seeds 1 to 4.
_TABLE: dict[str, tuple[_Painter, tuple[Mood, Mood, Mood, Mood]]] = {
    "street_dusk": (street.street_dusk, (DUSK, BLUE, GOLD, DAWN)),
    "rain_street": (street.rain_street, (RAIN, BLUE, NIGHT, DUSK)),
    "bus_stop": (street.bus_stop, (DAWN, DAY, DUSK, RAIN)),
    "old_lane": (old_town.old_lane, (GOLD, MIST, DUSK, DAY)),
    "lantern_square": (old_town.lantern_square, (BLUE, DUSK, NIGHT, GOLD)),
    "night_skyline": (river.night_skyline, (NIGHT, BLUE, DUSK, RAIN)),
    "river_bridge": (river.river_bridge, (DAWN, MIST, GOLD, BLUE)),
    "railway_station": (journey.railway_station, (GOLD, DAWN, DAY, BLUE)),
    "construction": (rooftop.construction, (GOLD, DAY, DUSK, MIST)),
    "solar_roof": (rooftop.solar_roof, (DAY, GOLD, DAWN, MIST)),
    "marathon": (journey.marathon, (DAWN, DAY, GOLD, MIST)),
    "wetland_birds": (water.wetland_birds, (DAWN, GOLD, MIST, DUSK)),
    "park_autumn": (season.park_autumn, (GOLD, DAY, MIST, DAWN)),
    "snow_mountain": (season.snow_mountain, (DAY, DAWN, BLUE, GOLD)),
    "tea_garden": (farm.tea_garden, (MIST, DAY, DAWN, GOLD)),
    "harvest": (farm.harvest, (GOLD, DAY, DUSK, DAWN)),
    "lake_boats": (water.lake_boats, (MIST, DUSK, DAWN, GOLD)),
    "classroom": (learning.classroom, (DAWN, DAY, GOLD, MIST)),
    "library": (learning.library, (GOLD, DAY, DUSK, MIST)),
    "museum": (arts.museum, (DAY, GOLD, MIST, DAWN)),
    "orchestra": (arts.orchestra, (GOLD, DUSK, BLUE, DAWN)),
    "theatre_stage": (arts.theatre_stage, (NIGHT, DUSK, BLUE, GOLD)),
    "community_meeting": (learning.community_meeting, (GOLD, DAY, MIST, DAWN)),
    "factory_floor": (industry.factory_floor, (DAY, GOLD, MIST, DUSK)),
    "greenhouse": (farm.greenhouse, (GOLD, DAY, MIST, DAWN)),
    "chip_lab": (industry.chip_lab, (DAY, GOLD, MIST, DAWN)),
    "kitchen": (craft.kitchen, (GOLD, DAY, DUSK, MIST)),
    "craft_workshop": (craft.craft_workshop, (GOLD, DAWN, MIST, DUSK)),
    "data_screen": (industry.data_screen, (NIGHT, BLUE, DUSK, MIST)),
    "hospital": (public.hospital, (DAWN, DAY, MIST, GOLD)),
    "market": (public.market, (DAWN, GOLD, DUSK, RAIN)),
    "football": (public.football, (DUSK, NIGHT, DAY, GOLD)),
}

SCENES: tuple[str, ...] = tuple(_TABLE)


def draw(scene: str, seed: int) -> Image.Image:
    """One picture, RGB, 1600 by 1067 or upright; the same scene and seed give the same pixels."""
    painter, moods = _TABLE[scene]
    rng = Random(f"{scene}/{seed}")
    canvas = painter(rng, moods[(seed - 1) % len(moods)])
    image = printed(canvas)
    return ImageOps.mirror(image) if rng.random() < 0.4 else image
