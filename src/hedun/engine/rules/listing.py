"""The features of a listing (商品信息), named as the columns of stored listings are."""

from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.terms import Kind

FEATURES = (
    Feature("title", "标题", Kind.TEXT, "商品标题，原样"),
    Feature("description", "描述", Kind.TEXT, "商品详情中的文字，原样"),
    Feature("category", "类目", Kind.TEXT, "平台给的类目路径"),
    Feature("price_fen", "价格", Kind.MONEY, "标示的售价"),
    Feature("list_price_fen", "原价", Kind.MONEY, "标示的原价、划线价"),
    Feature("sales", "销量", Kind.NUMBER, "标示的销量", unit="件"),
    Feature("rating", "评分", Kind.NUMBER, "商品评分", unit="分"),
    Feature("seen_at", "采集日期", Kind.DATE, "看到这条商品信息的日期"),
    Feature("platform_code", "平台", Kind.TEXT, "平台代码"),
    Feature("shop_name", "店铺名称", Kind.TEXT, "网店名称"),
    Feature("shop_region", "地区", Kind.TEXT, "网店经营者登记地的行政区划代码"),
    Feature("opened_on", "开店日期", Kind.DATE, "网店开设的日期"),
    Feature("licences", "许可", Kind.SET, "经营者持有的有效许可的名称"),
    Feature("certificate_no", "证书编号", Kind.TEXT, "商品标示的认证证书编号"),
    Feature("certificate", "证书", Kind.FLAG, "标示的认证证书在证书表中有效", owned=True),
    Feature("is_cross_border", "跨境", Kind.FLAG, "跨境电子商务零售进口商品"),
    Feature("words", "词", Kind.WORDS, "标题和描述命中的词库组，由文本引擎给出"),
)
LISTING = Registry(FEATURES)
