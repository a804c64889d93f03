"""The one table of weights: natural logarithms of how much an observation changes the odds.

After Fellegi and Sunter: a positive weight is ln(share among pairs of one subject ÷ share among
pairs of two), as an officer of a registry would put it; they add up, and the sum is turned into
a probability. They were set by reasoning on the tuning half of tests/engine/match/pairs.csv.
"""

from typing import Final

PRIOR: Final = -2.5  # two names that somebody put side by side, before anything is compared
SAME_FROM: Final = 0.9
DIFFERENT_TO: Final = 0.1

# a sound code settles it, whatever the names say
CODE_SAME: Final = 7.0
CODE_OTHER: Final = -8.0
PERSON_SAME: Final = 5.0  # one person; the shops may still be two, so it says less than a code
CODE_SAME_UNSOUND: Final = 3.0  # the same wrong code twice
CODE_NEAR: Final = 2.5  # one sign apart, one of the two unsound
CODE_FAR: Final = -1.0
CODE_VISIBLE: Final = 1.0  # for each sign behind the region that a mask leaves and that agrees
CODE_VISIBLE_MOST: Final = 6.0
CODE_MASK_OTHER: Final = -7.0

# trade names: the rarer, the more agreement says
RARITY_COMMON: Final = 1.1  # for each usual character (鑫, 宏, 美, 源)
RARITY_OTHER: Final = 2.2
RARITY_LETTER: Final = 0.6
RARITY_LEAST: Final = 1.8
RARITY_MOST: Final = 6.5
RARITY_BESIDE_CLASH: Final = 2.0  # companies of one group share a trade name, so it decides nothing
RARITY_BESIDE_SIBLING: Final = 3.3  # the same, where companies write their trade in other words
NAME_TYPO: Final = (-0.5, 0.5, 2.5)  # sounds or looks alike: two, three, more characters
NAME_NEAR: Final = (-1.2, 0.0, 1.5)  # nearly sounds alike: 陈, 程
NAME_SWAP: Final = (-4.0, 0.5, 1.5)
NAME_ONE_OTHER: Final = (-5.0, -4.8, -4.5, -3.0)  # two, three, four, more characters
NAME_TWO_TYPOS: Final = -3.0
NAME_OTHER: Final = -8.0
NAME_BARE: Final = -0.8  # nothing but a trade name against a whole name: 腾讯
NAME_LONGER: Final = 0.6  # share of the rarity, where one name goes on: 美味轩, 美味轩土菜
NAME_LONGER_FULL: Final = 0.3  # the same where both are whole names with trade and form
NAME_LONGER_BY_ONE: Final = (-4.0, -2.5, -0.5)  # 张三, 张三记
NAME_BEHIND: Final = 0.0  # the other begins with a place that is not known: 石牌张三
NAME_BEHIND_BY_ONE: Final = -3.5  # 老张三
NAME_SCRIPT: Final = 2.0  # Latin against Chinese: nothing can be said
NAME_PINYIN: Final = 2.5
NAME_ABSENT: Final = 0.0
NAME_ABSENT_ONE: Final = -0.5
EXACT: Final = 3.0  # the whole text or every part is the same, and nothing speaks against it
EXACT_PERSON: Final = 0.5  # people share names

REGION_SAME: Final = {2: 0.8, 4: 1.5, 6: 2.5}  # province, city, county
REGION_HOLDS: Final = 1.0  # 余杭区 lies in 杭州
REGION_AMBIGUOUS: Final = 1.0  # 鼓楼区 is in several cities
REGION_HOLDS_WIDE: Final = 0.6  # 杭州 lies in 浙江
REGION_OTHER: Final = -4.5
REGION_ADDRESS: Final = 0.4  # a name's region and the other's address agree
REGION_ADDRESS_OTHER: Final = -4.0
TOWN_SAME: Final = 0.7
TOWN_OTHER: Final = -6.0

TRADE_SAME: Final = 1.0
TRADE_LIKE: Final = 0.2  # 张三餐饮店, 张三饭店
TRADE_LIKE_COMPANY: Final = -0.9  # 鑫源商贸有限公司, 鑫源贸易有限公司
TRADE_MORE: Final = -0.5  # 餐饮, 餐饮管理
TRADE_WIDER: Final = -0.8  # 科技, 网络科技; 餐饮, 火锅
TRADE_RELATED: Final = -2.0  # shops: 水果, 生鲜超市
TRADE_MISSING: Final = -0.4
TRADE_OTHER_KIND: Final = -5.0  # 火锅, 面馆
TRADE_OTHER: Final = -5.5

FORM_SAME: Final = 0.5
FORM_LIKE: Final = 0.3
FORM_MISSING: Final = -0.2
FORM_CONVERTED: Final = -1.5  # 有限公司, 股份有限公司: may be one company before and after
FORM_OTHER: Final = -6.0
NOUN_OTHER: Final = -0.1  # 店, 馆
NOUN_COMPANY: Final = -1.5  # 福满楼大酒店, 福满楼酒店有限公司
NOUN_FRONT: Final = -1.0  # 旗舰店: an online shop, whoever runs it
NOUN_PLANT: Final = -3.5  # 店, 厂
GROUP_OTHER: Final = -1.5
GROUP_FILED: Final = -2.8  # the same between companies, one of which states a trade

BRANCH_SAME: Final = 1.0
BRANCH_LIKE: Final = 0.0
BRANCH_OTHER: Final = -7.0

OPERATOR_SAME: Final = 2.0
OPERATOR_OTHER: Final = -3.0
QUALIFIER_SAME: Final = 0.5
QUALIFIER_ONE: Final = -0.8
QUALIFIER_OTHER: Final = -3.5

ADDRESS_NUMBER: Final = 3.5  # same road and number
ADDRESS_ROOM: Final = 1.0
ADDRESS_ROOM_OTHER: Final = -2.0
ADDRESS_BUILDING_OTHER: Final = -2.0
ADDRESS_NUMBER_OTHER: Final = -2.2
ADDRESS_ROAD: Final = 1.2
ADDRESS_ROAD_OTHER: Final = -3.0
ADDRESS_SPOT: Final = 2.5  # same named building, market or village, no road
ADDRESS_SPOT_OTHER: Final = -3.0
ADDRESS_TOWN: Final = 0.8
ADDRESS_TOWN_OTHER: Final = -2.0
ADDRESS_COUNTY: Final = 0.4
ADDRESS_REGION_OTHER: Final = -4.0
ADDRESS_MOVED: Final = -2.5  # addresses in two regions, while both names state the same one

# who runs it: of two records in whole rosters (linking)
IDENTITY_SAME: Final = 4.5  # one person, who may have several shops
IDENTITY_OTHER: Final = -3.0
MASK_SAME: Final = 4.0  # home, year or last signs of an identity number, as far as shown
MASK_OTHER: Final = -5.0
PHONE_SAME: Final = 3.0
PHONE_SHOWN: Final = 1.5
PHONE_OTHER: Final = -0.5  # people have several
PERSON_NAMED: Final = 2.0
PERSON_SHOWN: Final = 0.6  # 张*
PERSON_OTHER: Final = -1.5  # operators change
OWNER_MOST: Final = 6.0  # all of it together: telephone and person are not independent
OWNER_BESIDE_CLASH: Final = 1.0  # two shops of one owner
OWNER_ALONE: Final = 2.0  # no usable name on one side: a person decides
ONLY: Final = 3.0  # the one record of the whole registry that has this very name there
RIVAL: Final = 1.5  # another record of the registry fits nearly as well
