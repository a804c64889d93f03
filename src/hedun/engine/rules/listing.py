"""The features of a listing (商品信息), named as the columns of stored listings are."""

from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.terms import Kind

FEATURES = (
    Feature("title", "标题", Kind.TEXT, "商品标题，原样"),
    Feature("description", "描述", Kind.TEXT, "商品详情中的文字，原样"),
    Feature("category", "类目", Kind.TEXT, "平台给的类目路径"),
    Feature("price_fen", "价格", Kind.MONEY, "标示的售价"),
    Feature("list_price_fen", "原价", Kind.MONEY, "标示的原价、划线价；没有单列时取自文字"),
    Feature("low_week_fen", "七日最低价", Kind.MONEY, "采集日前七日内见到的最低售价"),
    Feature("high_week_fen", "七日最高价", Kind.MONEY, "采集日前七日内见到的最高售价"),
    Feature("usual_fen", "此前常价", Kind.MONEY, "再往前各日售价的中位数"),
    Feature("prize_fen", "最高奖", Kind.MONEY, "文字中所称抽奖、奖品的金额"),
    Feature("gift_fen", "赠品标价", Kind.MONEY, "文字中所称赠品的价值"),
    Feature("gift_sold_fen", "赠品售价", Kind.MONEY, "文字中所称赠品同款单卖的价格"),
    Feature("shown_price_fen", "列表价", Kind.MONEY, "文字中所称列表、首页的价格"),
    Feature("paid_price_fen", "实付价", Kind.MONEY, "文字中所称下单、结算的价格"),
    Feature("sales", "销量", Kind.NUMBER, "标示的销量", unit="件"),
    Feature("rating", "评分", Kind.NUMBER, "商品评分", unit="分"),
    Feature("seen_at", "采集日期", Kind.DATE, "看到这条商品信息的日期"),
    Feature("platform_code", "平台", Kind.TEXT, "平台代码"),
    Feature("shop_name", "店铺名称", Kind.TEXT, "网店名称"),
    Feature("shop_region", "地区", Kind.TEXT, "网店经营者登记地的行政区划代码"),
    Feature("operator_kind", "经营者类别", Kind.TEXT, "企业、个体工商户或自然人"),
    Feature("registry_state", "登记状态", Kind.TEXT, "与登记库比对的结果，如 吊销、注销、经营异常"),
    Feature("opened_on", "开店日期", Kind.DATE, "网店开设的日期"),
    Feature("licences", "许可", Kind.SET, "经营者持有的有效许可的名称"),
    Feature("certificate_no", "证书编号", Kind.TEXT, "商品标示的认证证书编号"),
    Feature("certificate", "证书", Kind.FLAG, "标示的认证证书在证书表中有效", owned=True),
    Feature("is_cross_border", "跨境", Kind.FLAG, "跨境电子商务零售进口商品"),
    Feature("words", "词", Kind.WORDS, "标题和描述命中的词库组，由文本引擎给出"),
)
LISTING = Registry(FEATURES)
