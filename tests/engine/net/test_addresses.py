"""G01, G04: every spelling of a place that no fetch may reach is refused."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.net import addresses, url

INNER = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.88.99.1", "198.18.0.1",
    "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%eth0", "::1%lo", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "5f00::1",
    "", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
)  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_G01_inner_places_are_refused(address):
    assert addresses.refusal(address, 80)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "114.114.114.114", "172.32.0.1", "100.128.0.1", "240e::1", "2606:4700::1"],
)
def test_public_places_are_not(address):
    assert addresses.refusal(address, 443) == ""


@given(st.ip_addresses(v=4))
def test_G01_an_inner_address_inside_an_outer_form_is_refused(four):
    number = int(four)
    forms = [
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
    ]
    assert all(addresses.refusal(str(form), 80) for form in forms)


def test_what_is_opened_is_open_at_its_port_only():
    opened = addresses.networks("127.0.0.1/32:8000 10.1.0.0/16 [fd12::/16]:443 fd13::/16")
    assert addresses.refusal("127.0.0.1", 8000, allowed=opened) == ""
    assert addresses.refusal("127.0.0.1", 8001, allowed=opened)
    assert addresses.refusal("10.1.2.3", 5, allowed=opened) == ""
    assert addresses.refusal("fd13::1", 5, allowed=opened) == ""


@pytest.mark.parametrize(
    "text", ["169.254.0.0/16", "0.0.0.0/0", "::/0", "fe80::1/128", "x", "1.2.3.4/33"]
)
def test_the_keys_of_a_cloud_machine_stay_closed(text):
    with pytest.raises(ValueError):
        addresses.networks(text)


@pytest.mark.parametrize(
    "told",
    [
        "http://user@ex.com/", "http://user:pw@ex.com/", "http://ex.com\\@evil.com/",
        "http://ex.com:80:90/", "http://ex\t.com/", "http://ex.com/\r\nX: y", "http://ex .com/",
        "http://ex.com:0/", "http://ex.com:70000/", "http:///x", "http://[::1%25lo]/",
        "http://[fe80::1%eth0]/", "http://ex..com/", "http://-ex.com/", "http:/ex.com",
        "file:///etc/passwd", "gopher://ex.com/", "ftp://ex.com/", "data:text/html,x",
        "jar:http://ex.com!/", "javascript:alert(1)", "//ex.com/", "ex.com", "",
        "http://" + "a" * 64 + ".com/", "http://ex.com/" + "a" * 2000, "http://[::1/", "http://ex.com]/",
    ],
)  # fmt: skip
def test_G04_what_two_readers_could_take_differently_is_refused(told):
    with pytest.raises(url.BadUrl):
        url.parse(told)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("HTTP://Ex.COM", "http://ex.com/"),
        ("https://ex.com:443/a?b=1#c", "https://ex.com/a?b=1"),
        ("http://ex.com:8080?q=一", "http://ex.com:8080/?q=%E4%B8%80"),
        ("https://淘宝.中国/商品", "https://xn--pbt173b.xn--fiqs8s/%E5%95%86%E5%93%81"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://[2606:4700::1]:80/%2e?a[]=1", "http://[2606:4700::1]/%2e?a[]=1"),
    ],
)
def test_an_address_is_read_in_one_way(told, read):
    assert url.parse(told).text == read


def test_a_redirect_is_read_as_strictly():
    base = url.parse("https://ex.com/a/b?c")
    assert url.follow(base, "../d").text == "https://ex.com/d"
    assert url.follow(base, "//other.cn/x#y").text == "https://other.cn/x"
    for told in ("file:///etc/passwd", "gopher://x/", "http://a@b/", "http://x\\y/", "data:,x"):
        with pytest.raises(url.BadUrl):
            url.follow(base, told)
