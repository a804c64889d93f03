"""A client of the platform protocol of its own: written from the protocol, not from our code."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

PATH = "/router/rest"
INFO = {
    "api_type": 1,
    "dispose_type": 2,
    "dispose_content": "720081190001",
    "platform_type": 1,
    "doc_name": "测市监处函〔2026〕88号",
    "company_name": "测试市场监督管理局",
    "link_man": "经办人",
    "phone": "0571-80000000",
    "create_time": "2026-11-23 09:00:00",
    "reason": "标题含绝对化用语",
}


def signature(secret, params, method="md5"):
    text = "".join(key + params[key] for key in sorted(params)).encode()
    if method == "md5":
        made = hashlib.md5(secret.encode() + text + secret.encode())
    else:
        made = hmac.new(secret.encode(), text, {"hmac": "md5", "hmac-sha256": "sha256"}[method])
    return made.hexdigest().upper()


class Caller:
    """One system with its key; sends as it is told, also wrongly."""

    def __init__(self, client, app_key, secret):
        self.client, self.app_key, self.secret = client, app_key, secret

    def params(self, method, given=None, /, **system):
        params = {
            "method": method,
            "app_key": self.app_key,
            "sign_method": "md5",
            "timestamp": str(int(time.time() * 1000)),
            "format": "json",
            "v": "2.0",
            **{k: v if isinstance(v, str) else json.dumps(v) for k, v in (given or {}).items()},
            **system,
        }
        params = {k: v for k, v in params.items() if v is not None}
        if "sign" not in system:
            params["sign"] = signature(self.secret, params, params.get("sign_method") or "md5")
        return {k: v for k, v in params.items() if v is not None}

    def raw(self, method, given=None, /, **system):
        form = urlencode(self.params(method, given, **system))
        kind = "application/x-www-form-urlencoded;charset=UTF-8"
        answer = self.client.post(PATH, form, content_type=kind)
        assert answer.status_code == 200
        return answer

    def __call__(self, method, given=None, /, **system):
        return self.raw(method, given, **system).json()

    def code(self, method, given=None, /, **system):
        return self(method, given, **system)["error_response"]["code"]

    def submit(self, **changes):
        info = {k: v for k, v in (INFO | changes).items() if v is not None}
        answer = self("taobao.sungari.dispose.submit", {"info": info})
        return answer["sungari_dispose_submit_response"]

    def query(self, *keys):
        answer = self("taobao.sungari.dispose.query", {"param_list": ",".join(keys)})
        return answer["sungari_dispose_query_response"]["result"]

    def step(self, name, **data):
        given = {"api_name": f"letter.{name}", "data": data}
        answer = self("taobao.cloudbridge.caseinvest.execute", given)
        result = answer["cloudbridge_caseinvest_execute_response"]["result"]
        return result["code"], json.loads(result["data"]), result["message"]
