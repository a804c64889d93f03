"""Call a TOP gateway once from the command line, with nothing but the standard library.

python3 tools/top_call.py http://127.0.0.1:8000 APP_KEY SECRET METHOD name=value …
"""

import hashlib
import sys
import time
import urllib.request
from urllib.parse import urlencode


def main(address: str, app_key: str, secret: str, *rest: str) -> int:
    """Sign, post and print the answer."""
    method, *given = rest
    params = dict(pair.split("=", 1) for pair in given)
    params |= {"method": method, "app_key": app_key, "format": "json", "v": "2.0"}
    params |= {"sign_method": "md5", "timestamp": time.strftime("%Y-%m-%d %H:%M:%S", beijing())}
    text = "".join(name + params[name] for name in sorted(params))
    whole = f"{secret}{text}{secret}".encode()
    params["sign"] = hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()
    url = f"{address.rstrip('/')}/router/rest"
    with urllib.request.urlopen(url, urlencode(params).encode(), timeout=30) as answer:  # noqa: S310
        print(answer.read().decode())
    return 0


def beijing() -> time.struct_time:
    """Beijing time, whatever the machine's own zone is."""
    return time.gmtime(time.time() + 8 * 3600)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
