"""Subjects that a contract must treat, and by which words it is seen to treat them."""

import re
from collections.abc import Iterable

from hedun.engine.clauses.folding import fold
from hedun.engine.clauses.terms import Topic

# any of the words, of which at least one must stand in the text
_CUES: dict[Topic, str] = {
    Topic.QUALITY: r"质量|规格|型号|数量|品质|合格|服务标准|服务内容|课程内容|商品信息",
    Topic.PRICE: r"价款|价格|费用|金额|货款|收费|会费|学费|租金|元(?:/|整|人民币|每)|人民币",
    Topic.PERFORMANCE: r"(?:履行|交付|交货|发货|送货|配送|服务|有效|授课|使用)(?:的)?(?:期限|时间|方式|日期|地点|期间|期)|\d+(?:个)?(?:小时|工作日|日|天)内(?:发货|交付|送达|履行)",
    Topic.SAFETY: r"安全|风险|警示|注意事项|禁忌|警告|使用须知|温馨提示",
    Topic.AFTER_SALES: r"售后|退货|换货|退换|退款|保修|维修|三包|无理由|退费",
    Topic.LIABILITY: r"违约|赔偿|责任|损失",
    Topic.ENTRY: r"入驻|进入|注册|注销|退出|终止|加入|关店|清退|续签",
    Topic.ASSURANCE: r"质量(?:保障|保证|管理)|品质保障|商品质量|服务质量|质量安全|合格",
    Topic.CONSUMERS: r"消费者(?:权益|权利)|消费者保护|保障消费者|先行赔付|消费维权|七[日天]无理由",
    Topic.PRIVACY: r"个人信息|隐私|信息保护|信息安全",
}  # fmt: skip
_PATTERNS = {topic: re.compile(cues) for topic, cues in _CUES.items()}


def absent(text: str, topics: Iterable[Topic]) -> list[Topic]:
    """Give the subjects of which no word stands in the text."""
    plain = fold(text, 0, len(text)).text
    return [topic for topic in topics if _PATTERNS[topic].search(plain) is None]
