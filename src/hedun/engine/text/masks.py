"""How a candidate was hidden, as bits."""

from typing import Final

EXACT: Final = 1
WIDTH: Final = 2
TRADITIONAL: Final = 4
NOISY: Final = 8
REPEATED: Final = 16
SOUND: Final = 32
PINYIN: Final = 64
INITIALS: Final = 128
SHAPE: Final = 256
SPLIT: Final = 512
PICTURED: Final = 1024
ORDER: Final = 2048
LEAPT: Final = 4096  # over the end of a clause
DISGUISES: Final = SOUND | PINYIN | INITIALS | SHAPE | SPLIT | PICTURED
