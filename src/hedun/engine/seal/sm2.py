"""SM2 signatures with SM3 (GB/T 32918.2): keys of 32 and 65 bytes, signatures of 64.

Plain integers, checked against OpenSSL in the tests. Python's integers take longer for some
numbers than for others: a key whose use strangers can time belongs into a cryptographic module,
to which the same `Algorithm` is written.
"""

import hashlib

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
WHO = b"1234567812345678"  # the identity that GB/T 35276 prescribes where none is agreed
Point = tuple[int, int, int]  # Jacobian: x / z², y / z³; z = 0 is the point at infinity


def _double(point: Point) -> Point:
    x, y, z = point
    if not z:
        return point
    yy = y * y % P
    s = 4 * x * yy % P
    zz = z * z % P
    m = 3 * (x - zz) * (x + zz) % P  # a = -3
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P


def _add(left: Point, right: Point) -> Point:
    if not left[2]:
        return right
    if not right[2]:
        return left
    (x1, y1, z1), (x2, y2, z2) = left, right
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * zz2 * z2 % P, y2 * zz1 * z1 % P
    if u1 == u2:
        return _double(left) if s1 == s2 else (0, 1, 0)
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, z1 * z2 * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 0)
    for bit in f"{scalar:b}":
        found = _double(found)
        if bit == "1":
            found = _add(found, point)
    return found


def _affine(point: Point) -> tuple[int, int]:
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P


def public_of(private: bytes) -> bytes:
    """The public key (04 ‖ x ‖ y) of a private one; ValueError where it is out of range."""
    d = int.from_bytes(private, "big")
    if len(private) != 32 or not 1 <= d <= N - 2:
        raise ValueError("no SM2 private key")
    x, y = _affine(_times(d, (*G, 1)))
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def _point(public: bytes) -> tuple[int, int]:
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    is_on = len(public) == 65 and public[0] == 4 and x < P and y < P
    if not is_on or (y * y - x * x * x - A * x - B) % P:
        raise ValueError("no point of the SM2 curve")
    return x, y


def _digest(public: bytes, message: bytes) -> int:
    parts = (A, B, *G)
    head = (len(WHO) * 8).to_bytes(2, "big") + WHO
    head += b"".join(part.to_bytes(32, "big") for part in parts) + public[1:]
    z = hashlib.new("sm3", head).digest()
    return int.from_bytes(hashlib.new("sm3", z + message).digest(), "big")


def sign(private: bytes, message: bytes, *, noise: bytes) -> bytes:
    """Sign with fresh `noise` (40 bytes or more, never used twice); r ‖ s."""
    e, d = _digest(public_of(private), message), int.from_bytes(private, "big")
    k = int.from_bytes(noise, "big") % (N - 1) + 1
    r = (e + _affine(_times(k, (*G, 1)))[0]) % N
    s = pow(1 + d, -1, N) * (k - r * d) % N
    if not (r and s) or r + k == N:
        raise ValueError("this noise gives no signature")  # once in 2^255
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature over the message is by the holder of the key."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    try:
        key = _point(public)
    except ValueError:
        return False
    total = _add(_times(s, (*G, 1)), _times(t, (*key, 1)))
    return bool(total[2]) and (_digest(public, message) + _affine(total)[0]) % N == r
