"""Words of the clause check: kinds of unfairness, and subjects that a contract must treat."""

from hedun.engine.term import Term


class Unfair(Term):
    """In what way a clause is unfair to the consumer."""

    EXEMPT = "exempt", "免除经营者责任"
    CLAIM = "claim", "排除限制消费者求偿"
    SUIT = "suit", "排除限制投诉举报诉讼"
    CHANGE = "change", "排除限制变更解除合同"
    FINAL_SAY = "say", "单方解释权"
    OTHER = "other", "其他不公平不合理"


class Topic(Term):
    """What a contract with consumers, or a platform's agreement, has to speak of."""

    QUALITY = "quality", "商品或服务的数量和质量"
    PRICE = "price", "价款或者费用"
    PERFORMANCE = "performance", "履行期限和方式"
    SAFETY = "safety", "安全注意事项和风险警示"
    AFTER_SALES = "after_sales", "售后服务"
    LIABILITY = "liability", "民事责任"
    ENTRY = "entry", "进入和退出平台"
    ASSURANCE = "assurance", "商品和服务质量保障"
    CONSUMERS = "consumers", "消费者权益保护"
    PRIVACY = "privacy", "个人信息保护"
