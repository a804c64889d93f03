"""Words for what proves a thing."""

from hedun.engine.term import Term


class CaptureKind(Term):
    """What was captured."""

    LISTING = "listing", "商品信息快照"
    ATTACHMENT = "attachment", "附件"
    DOCUMENT = "document", "文书"
    UPLOAD = "upload", "上传文件"
