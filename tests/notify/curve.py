"""P-256 and AES-128-GCM in a few lines, to read what was pushed and who signed it. Slow, and not for secrets: a second
opinion on what the program does with OpenSSL."""
import hashlib, hmac

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(point, number):
    out = None
    while number:
        if number & 1:
            out = add(out, point)
        point, number = add(point, point), number >> 1
    return out


def write_point(point):
    return b'\4' + point[0].to_bytes(32, 'big') + point[1].to_bytes(32, 'big')


def read_point(data):
    assert len(data) == 65 and data[0] == 4, 'no point'
    x, y = int.from_bytes(data[1:33], 'big'), int.from_bytes(data[33:], 'big')
    assert (y * y - x * x * x + 3 * x - B) % P == 0, 'not on the curve'
    return x, y


def verifies(point, message, signature):
    """ES256 of RFC 7518 §3.4."""
    r, s = int.from_bytes(signature[:32], 'big'), int.from_bytes(signature[32:], 'big')
    if not (0 < r < N and 0 < s < N and len(signature) == 64):
        return False
    w = pow(s, -1, N)
    digest = int.from_bytes(hashlib.sha256(message).digest(), 'big')
    found = add(multiply(G, digest * w % N), multiply(point, r * w % N))
    return found is not None and found[0] % N == r


def hkdf(salt, material, info, size):
    key = hmac.digest(salt, material, 'sha256')
    return hmac.digest(key, info + b'\1', 'sha256')[:size]


# AES (FIPS 197), encryption only -------------------------------------------------------------------------------------

def times(a, b):
    out = 0
    while b:
        out ^= a if b & 1 else 0
        a = (a << 1 ^ 0x11b) if a & 0x80 else a << 1
        b >>= 1
    return out


def make_box():
    box = [0x63] * 256
    p = q = 1
    while True:
        p = times(p, 3)
        q = times(q, 0xf6)
        x = q
        for turn in (1, 2, 3, 4):
            x ^= (q << turn | q >> (8 - turn)) & 0xff
        box[p] = x ^ 0x63
        if p == 1:
            return box


BOX = make_box()


def round_keys(key):
    words, constant = [list(key[i:i + 4]) for i in range(0, 16, 4)], 1
    for i in range(4, 44):
        word = list(words[-1])
        if i % 4 == 0:
            word = [BOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = times(constant, 2)
        words.append([a ^ b for a, b in zip(word, words[i - 4])])
    return [sum(words[i:i + 4], []) for i in range(0, 44, 4)]


def encrypt_block(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 10:
            mixed = []
            for column in range(0, 16, 4):
                c = state[column:column + 4]
                mixed += [times(c[i], 2) ^ times(c[(i + 1) % 4], 3) ^ c[(i + 2) % 4] ^ c[(i + 3) % 4] for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def open_gcm(key, nonce, sealed):
    """NIST SP 800-38D without additional data; fails when the tag is another."""
    keys, text, tag = round_keys(key), sealed[:-16], sealed[-16:]
    h = int.from_bytes(encrypt_block(keys, bytes(16)), 'big')

    def gmul(x, y):
        out = 0
        for i in range(127, -1, -1):
            if x >> i & 1:
                out ^= y
            y = y >> 1 ^ (0xe1 << 120 if y & 1 else 0)
        return out
    hashed = 0
    for i in range(0, len(text), 16):
        hashed = gmul(hashed ^ int.from_bytes(text[i:i + 16].ljust(16, b'\0'), 'big'), h)
    hashed = gmul(hashed ^ len(text) * 8, h)
    mask = encrypt_block(keys, nonce + b'\0\0\0\1')
    assert (hashed ^ int.from_bytes(mask, 'big')).to_bytes(16, 'big') == tag, 'the tag is another'
    out = b''
    for i in range(0, len(text), 16):
        stream = encrypt_block(keys, nonce + (i // 16 + 2).to_bytes(4, 'big'))
        out += bytes(a ^ b for a, b in zip(text[i:i + 16], stream))
    return out


def open_pushed(body, number, auth):
    """RFC 8291: what a browser with this private number reads."""
    salt, record, size = body[:16], int.from_bytes(body[16:20], 'big'), body[20]
    sender, sealed = body[21:21 + size], body[21 + size:]
    assert record == 4096 and size == 65, (record, size)
    own = write_point(multiply(G, number))
    common = multiply(read_point(sender), number)[0].to_bytes(32, 'big')
    material = hkdf(auth, common, b'WebPush: info\0' + own + sender, 32)
    key = hkdf(salt, material, b'Content-Encoding: aes128gcm\0', 16)
    nonce = hkdf(salt, material, b'Content-Encoding: nonce\0', 12)
    plain = open_gcm(key, nonce, sealed).rstrip(b'\0')
    assert plain[-1] == 2, 'not the last record'
    return plain[:-1]
