"""Syllables as Vietnamese has them."""

import random
from itertools import product

ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu s t th tr v x"
RHYMES = (
    "a á à ả ạ an án ành anh ào ảo âm ần ất ây e ép ên ết iên iệp iệu in ình oa oán oại ô ôi ông ồng ơ ơn "
    "u úc ung uyên uyết ư ức ương ường ướng ược"
)


def words() -> list[str]:
    """Every syllable, in an order that is always the same."""
    made = [onset + rhyme for onset, rhyme in product(ONSETS.split(), RHYMES.split())]
    random.Random(3).shuffle(made)
    return made
