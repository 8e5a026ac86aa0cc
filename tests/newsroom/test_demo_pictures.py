"""The demo's painted photographs: every scene in every light is a picture worth printing, and always the same one."""

from itertools import combinations, cycle

import pytest
from PIL import Image, ImageChops, ImageStat

from newsroom.demo.pictures import SCENES, draw

SIZES = {(1600, 1067), (1067, 1600)}


def difference(one, other):
    """The mean difference of two pictures, in levels of 255, at a size where grain does not count."""
    small = [image.resize((80, 80), Image.Resampling.BOX) for image in (one, other)]
    means = ImageStat.Stat(ImageChops.difference(*small)).mean
    return sum(means) / 3


def test_the_picture_desk_knows_every_scene_by_name():
    wanted = (
        "street_dusk wetland_birds classroom market factory_floor library museum river_bridge bus_stop "
        "marathon orchestra harvest greenhouse railway_station hospital kitchen chip_lab park_autumn "
        "old_lane night_skyline snow_mountain tea_garden theatre_stage football construction "
        "lantern_square lake_boats rain_street craft_workshop community_meeting solar_roof data_screen"
    )
    assert set(SCENES) == set(wanted.split())


@pytest.mark.parametrize(("scene", "seeds"), zip(SCENES, cycle([(1, 2), (3, 4)]), strict=False))
def test_a_scene_makes_different_pictures_and_the_same_ones_again(scene, seeds):
    pictures = [draw(scene, seed) for seed in seeds]
    for picture in pictures:
        assert picture.mode == "RGB"
        assert picture.size in SIZES
        shade = picture.convert("L")
        assert shade.entropy() > 5
        assert ImageStat.Stat(shade).stddev[0] > 12
    for one, other in combinations(pictures, 2):
        assert difference(one, other) > 4
    assert draw(scene, seeds[1]).tobytes() == pictures[1].tobytes()


def test_some_pictures_stand_upright():
    sizes = {draw(scene, 1).size for scene in ("old_lane", "street_dusk")}
    assert sizes == SIZES


def test_an_unknown_scene_is_an_error():
    with pytest.raises(KeyError):
        draw("moon_landing", 1)
