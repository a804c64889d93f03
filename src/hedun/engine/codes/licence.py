"""Food licences: production (SC), business (JY), filing of prepackaged food only (YB)."""

from hedun.engine.codes.digits import canonical, mod11_10

_NAMES = {"SC": "食品生产许可证", "JY": "食品经营许可证", "YB": "仅销售预包装食品备案"}
_FOOD_CATEGORIES = {f"{number:02}" for number in range(1, 32)}


def normal(text: str) -> str:
    """Give the one spelling that is stored."""
    return canonical(text)


def kind(text: str) -> str:
    """Name what kind of licence a number is of; nothing for another number."""
    return _NAMES.get(normal(text)[:2], "")


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is."""
    code = normal(text)
    name = _NAMES.get(code[:2])
    if name is None:
        return f"编号“{text}”应以 SC、JY 或 YB 开头；请对照许可证更正。"
    digits = code[2:]
    if len(digits) != 14 or not digits.isdigit():
        return f"{name}编号“{text}”应为 {code[:2]} 加14位数字；请对照许可证更正。"
    wrong = _wrong_kind(code[:2], digits)
    if wrong:
        return f"{name}编号“{text}”{wrong}；请对照许可证更正。"
    expected = mod11_10(digits[:13])
    if digits[13] != expected:
        return f"{name}编号“{text}”校验位不符，至少有一位写错；请对照许可证更正。"
    return None


def _wrong_kind(prefix: str, digits: str) -> str:
    if prefix == "SC":
        if digits[0] not in "12":
            return "首位应为1（食品）或2（食品添加剂）"
        if digits[0] == "1" and digits[1:3] not in _FOOD_CATEGORIES:
            return f"食品类别编号“{digits[1:3]}”不在01至31之内"
    if prefix == "JY" and digits[0] not in "123":
        return "首位应为1（销售）、2（餐饮服务）或3（单位食堂）"
    if prefix == "YB" and digits[0] not in "12":
        return "首位应为1（批发）或2（零售）"
    return ""
