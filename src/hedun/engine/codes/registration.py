"""Old registration number of 15 digits (工商注册号), superseded by the credit code."""

from hedun.engine.codes.digits import canonical, mod11_10


def normal(text: str) -> str:
    """Give the one spelling that is stored."""
    return canonical(text)


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is."""
    code = normal(text)
    if len(code) == 13 and code.isdigit():
        return (
            f"注册号“{text}”是2007年以前的13位号码，没有校验位，无法核对；"
            "请填写18位统一社会信用代码。"
        )
    if len(code) != 15 or not code.isdigit():
        return f"注册号“{text}”应为15位数字；请对照营业执照更正，或填写18位统一社会信用代码。"
    if code[14] != mod11_10(code[:14]):
        return f"注册号“{text}”校验位不符，至少有一位写错；请对照营业执照更正。"
    return None
