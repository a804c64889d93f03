"""Titles per second of a scan beside the naive loop: `python -m tools.bench.screening [FILE]`.

The product's own lexicon over generated titles (or the lines of FILE), one core.
"""

import random
import sys
import time
import tomllib
from pathlib import Path

import pyarrow as pa

from hedun.engine.text import Scanner, Word

ROWS = Path(__file__).parents[2] / "src/hedun/desks/screening/rows"
COUNT, NAIVE = 200_000, 2_000
PARTS = (
    "新款 春夏 韩版 加厚 家用 儿童 男士 女士 纯棉 不锈钢 便携 大容量 包邮 正品 户外 学生",
    "毛巾 水杯 背包 T恤 台灯 收纳盒 运动鞋 电饭煲 手机壳 雨伞 床单 茶叶 面膜 玩具 耳机 书架",
    "套装 两件装 礼盒 批发 现货 简约 百搭 防水 耐磨 透气 可定制 升级款 500g 1.8米 蓝色 白色",
)


def lexicon() -> list[Word]:
    """Read the product's own words."""
    words = []
    for path in sorted(ROWS.glob("*.toml")):
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
            for word in group["words"]:
                own = {"word": word} if isinstance(word, str) else word
                allow = tuple(own.get("allow", ()))
                words.append(Word(own["word"], group["ground"], allow=allow))
    return words


def titles(words: list[Word]) -> list[str]:
    """Make titles of about 25 characters, one in a hundred with a forbidden word."""
    dice = random.Random(20261123)  # noqa: S311 - the same titles each time
    columns = [part.split() for part in PARTS]
    made = []
    for number in range(COUNT):
        title = "".join(dice.choice(column) for column in columns for _ in range(3))
        made.append(title + dice.choice(words).text if number % 100 == 0 else title)
    return made


def main() -> None:
    """Print the two rates, their ratio and the number of hits."""
    words = lexicon()
    texts = titles(words)
    if len(sys.argv) > 1:
        read = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
        texts = (read * (COUNT // len(read) + 1))[:COUNT]
    started = time.process_time()
    scanner = Scanner(words)
    built = time.process_time() - started
    column = pa.array(texts)
    scanner.scan(column.slice(0, 1000))
    started = time.process_time()
    hits = scanner.scan(column)
    rate = COUNT / (time.process_time() - started)
    started = time.process_time()
    naive_hits = sum(word.text in text for text in texts[:NAIVE] for word in words)
    naive = NAIVE / (time.process_time() - started)
    mean = sum(map(len, texts)) / COUNT
    print(f"{len(words):,} words, {COUNT:,} titles of {mean:.1f} characters, one core")
    print(f"build           {built * 1000:10.0f} ms")
    print(f"engine/text     {rate:10,.0f} titles/s   {hits.num_rows:,} hits with offsets")
    print(f"w in t loop     {naive:10,.0f} titles/s   {naive_hits:,} hits in {NAIVE:,}, no offsets")
    print(f"ratio           {rate / naive:10,.0f}")


if __name__ == "__main__":
    main()
