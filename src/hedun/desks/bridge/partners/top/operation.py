"""How systems that speak the Taobao open platform's protocol call, as OpenAPI operations.

The protocol answers 200 always, with the result or with `error_response` inside.
"""

from typing import Any

_FIELDS = {
    "method": "接口名称，如 taobao.sungari.dispose.submit",
    "app_key": "应用编号",
    "timestamp": "yyyy-MM-dd HH:mm:ss（GMT+8）或毫秒数",
    "v": "协议版本，2.0",
    "sign": "签名",
    "sign_method": "md5、hmac 或 hmac-sha256",
    "format": "json 或 xml，默认 xml",
    "simplify": "true：不带外层名称",
    "info": "taobao.sungari.dispose.submit 的任务，JSON",
    "param_list": "taobao.sungari.dispose.query 的编号，以逗号分隔",
    "api_name": "taobao.cloudbridge.caseinvest.execute 的步骤",
    "data": "taobao.cloudbridge.caseinvest.execute 的内容，JSON",
}
_ANSWER = {
    "200": {
        "description": "结果，或 error_response",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/xml": {"schema": {"type": "string"}},
        },
    }
}
_FORM = {
    "type": "object",
    "properties": {name: {"type": "string", "description": what} for name, what in _FIELDS.items()},
}


def _operation(verb: str) -> dict[str, Any]:
    return {
        "tags": ["云桥网关"],
        "operationId": f"top_{verb}",
        "summary": "淘宝开放平台协议的云桥接口",
        "description": "参数、接口与错误码见《云桥接口说明》；签名见 sign 与 sign_method。",
        "security": [{"topSignature": []}],
        "responses": _ANSWER,
    }


GET: dict[str, Any] = _operation("get") | {
    "parameters": [
        {"in": "query", "name": name, "description": what, "schema": {"type": "string"}}
        for name, what in _FIELDS.items()
    ],
}
POST: dict[str, Any] = _operation("post") | {
    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": _FORM}}},
}
