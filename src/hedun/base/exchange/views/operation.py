"""How other houses bring messages, as an OpenAPI operation."""

from typing import Any

from hedun.base.accounts.guard.problems import PROBLEM
from hedun.base.exchange.terms import MOST_BYTES, Verdict

_REFUSALS = {
    Verdict.UNREADABLE, Verdict.UNSIGNED, Verdict.STRANGER, Verdict.CONFLICT, Verdict.TOO_LARGE,
    Verdict.REFUSED, Verdict.NOT_NOW,
}  # fmt: skip
_HEADERS = {
    "Content-Digest": "请求体的 SHA-256（RFC 9530）",
    "Signature-Input": "RFC 9421 签名覆盖的部分；标签 hedun，五分钟内有效",
    "Signature": "RFC 9421 签名",
    "Hedun-Sender": "发件节点的名称",
    "Hedun-Receiver": "收件节点的名称",
    "Hedun-Key-Id": "对请求体签名的密钥编号",
    "Hedun-Signature": "对请求体原文的签名，Base64",
}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 120}
MESSAGE: dict[str, Any] = {
    "title": "CloudEvent",
    "type": "object",
    "required": [
        "specversion", "id", "source", "type", "subject", "time", "hedunreceiver", "hedunnumber",
        "data",
    ],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": _TEXT,
        "type": _TEXT,
        "subject": _TEXT,
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"type": "string"},
        "hedunreceiver": _TEXT,
        "hedunnumber": {"type": "integer", "minimum": 1},
        "data": {"type": "object"},
    },
}  # fmt: skip
RECEIPT: dict[str, Any] = {
    "title": "StoredReceipt",
    "type": "object",
    "required": ["signed", "key_id", "signature"],
    "properties": {
        "signed": {"type": "string", "description": "回执原文，Base64"},
        "key_id": {"type": "string"},
        "signature": {"type": "string", "description": "收件节点对原文的签名，Base64"},
    },
}


def _problem(label: str) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": label, "content": content}


POST: dict[str, Any] = {
    "tags": ["通联"],
    "operationId": "exchange_message",
    "summary": "送达节点之间的消息",
    "description": (
        "正文为 CloudEvents 1.0（结构化模式），按原文签名；每次调用另按 RFC 9421 签名。"
        f"正文不超过 {MOST_BYTES >> 20} MB。同一消息再次送达，得到逐字节相同的回执。"
    ),
    "security": [{"httpSignature": []}],
    "parameters": [
        {
            "in": "header",
            "name": name,
            "required": True,
            "description": what,
            "schema": {"type": "string"},
        }
        for name, what in _HEADERS.items()
    ],
    "requestBody": {
        "required": True,
        "content": {"application/cloudevents+json": {"schema": MESSAGE}},
    },
    "responses": {
        "200": {
            "description": "已存，附存档回执",
            "content": {"application/json": {"schema": RECEIPT}},
        },
        **{str(verdict.status): _problem(verdict.label) for verdict in sorted(_REFUSALS)},
    },
}
