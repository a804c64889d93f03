"""A stranger's client drives the gateway over a socket: `topsdk` from PyPI, where it is there.

TOPSDK_PATH names the site-packages it was installed into (pip install topsdk); it is no
dependency of the product.
"""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import pytest

from hedun.desks.bridge import actions
from hedun.desks.bridge.models import Letter
from tests import factories as make
from tests.bridge.conftest import Desk
from tests.bridge.gateway import INFO

PLACE = os.environ.get("TOPSDK_PATH", "")
IS_THERE = bool(PLACE and (pathlib.Path(PLACE) / "top").is_dir()) or bool(
    importlib.util.find_spec("top")
)
SCRIPT = """
import json, sys, top
from top.api.base import RestApi, TopException

port, key, secret = int(sys.argv[1]), *sys.argv[2:4]

def call(method, secret=secret, **given):
    class Request(RestApi):
        def __init__(self):
            RestApi.__init__(self, "127.0.0.1", port)
            self.__dict__.update(given)
        def getapiname(self):
            return method
    request = Request()
    request.set_app_info(top.appinfo(key, secret))
    try:
        return request.getResponse()
    except TopException as error:
        return [error.errorcode, error.subcode]

for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), flush=True)
"""


@pytest.mark.skipif(not IS_THERE, reason="topsdk is not installed; set TOPSDK_PATH")
@pytest.mark.django_db(transaction=True)
def test_the_public_sdk_submits_asks_and_is_refused(live_server):
    desk = Desk()
    make.article(make.instrument("heguishuju"), "9")
    key = actions.issue_key(
        platform_id=desk.platform.body_id, person_id=desk.inspector.pk, by=make.SYSTEM, at=make.NOW
    )
    submit = {"method": "taobao.sungari.dispose.submit", "info": json.dumps(INFO)}
    execute = {"method": "taobao.cloudbridge.caseinvest.execute", "api_name": "letter.query"}
    query = {"method": "taobao.sungari.dispose.query", "param_list": INFO["doc_name"]}
    calls = [submit, submit, query, execute | {"data": "{}"}, query | {"secret": "wrong"}]
    calls.append({"method": "taobao.no.such"})
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT]
    command += [live_server.url.rpartition(":")[2], key.app_key, key.secret]
    run = subprocess.run(
        command, input="\n".join(map(json.dumps, calls)), capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": PLACE}, timeout=60, check=True,
    )  # fmt: skip
    first, again, asked, found, wrong, unknown = map(json.loads, run.stdout.splitlines())
    ids = [a["sungari_dispose_submit_response"]["data"] for a in (first, again)]
    codes = [a["sungari_dispose_submit_response"]["resule_code"] for a in (first, again)]
    assert (codes, ids[0]) == ([1, 11], ids[1])
    rows = asked["sungari_dispose_query_response"]["result"]["list"]["dispose_result_vo"]
    assert rows[0]["id"] == ids[0]
    assert found["cloudbridge_caseinvest_execute_response"]["result"]["code"] == 1
    assert (wrong, unknown) == ([25, "isv.invalid-signature"], [22, "isv.invalid-method"])
    assert Letter.objects.count() == 1
