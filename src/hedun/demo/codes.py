"""Identifiers with right check digits, for subjects that do not exist."""

import random

from hedun.engine.codes import uscc
from hedun.engine.codes.digits import mod11_2, mod11_10


def credit_code(chance: random.Random, region: str, *, is_enterprise: bool) -> str:
    """Make a unified social credit code: 91 for an enterprise, 92 for an individual business."""
    first8 = "M" + "".join(chance.choices(uscc.ALPHABET, k=7))
    kind = "91" if is_enterprise else "92"
    first17 = kind + region + first8 + uscc.organization_sign(first8)
    return first17 + uscc.check_sign(first17)


def identity_number(chance: random.Random, region: str) -> str:
    """Make an identity number of an adult."""
    day = f"{chance.randint(1962, 2004)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    first17 = f"{region}{day}{chance.randint(1, 999):03}"
    return first17 + mod11_2(first17)


def food_licence(chance: random.Random, region: str) -> str:
    """Make the number of a food business licence for sales."""
    digits = f"1{region}{chance.randint(0, 999_999):06}"
    return f"JY{digits}{mod11_10(digits)}"


def with_a_wrong_digit(chance: random.Random, code: str) -> str:
    """Spoil one character, so that the check digit tells."""
    place = chance.randint(8, len(code) - 2)
    other = chance.choice([sign for sign in "0123456789" if sign != code[place]])
    return code[:place] + other + code[place + 1 :]
