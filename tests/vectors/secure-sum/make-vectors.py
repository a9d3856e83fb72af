"""Writes vectors.json: the secure sum's golden values, worked out apart from the product's code.

Run: python3 make-vectors.py > vectors.json (standard library only). The NTT is evaluated here by its
definition, so that agreement shows what SEAL's transform, root and order of coefficients are.
"""

import hashlib
import json
import struct

PARAMETERS = {
    "P1": dict(degree=4096, modulus=1152921504606830593, plain_bits=46, bits=60),
    "P2": dict(degree=2048, modulus=18014398509404161, plain_bits=40, bits=54),
}
ROUND = bytes(range(32)).hex()
BITS_PER_FURTHER_LIMB = 8
MOST_NODES_BITS = 12


class TestEntropy:
    """SHAKE256("chorale test entropy" || 0 || seed || u32 i), 64 KiB a block."""

    def __init__(self, seed):
        self.seed, self.index, self.block = seed, 0, b""

    def take(self, count):
        while len(self.block) < count:
            message = b"chorale test entropy\0" + self.seed.encode() + struct.pack(">I", self.index)
            self.block += hashlib.shake_256(message).digest(64 * 1024)
            self.index += 1
        taken, self.block = self.block[:count], self.block[count:]
        return taken


def parms_id(p):
    """SEAL: BLAKE2b-256 over scheme (3: BGV), N, the primes of q, and T, 64-bit words."""
    words = struct.pack("<4Q", 3, p["degree"], p["modulus"], 1 << p["plain_bits"])
    return list(struct.unpack("<4Q", hashlib.blake2b(words, digest_size=32).digest()))


def uniform(p, draw):
    """N elements of Z_q by rejection from 64-bit words; draw(count) gives the next words' bytes."""
    found = []
    while len(found) < p["degree"]:
        data = draw(8 * (p["degree"] - len(found)))
        for (word,) in struct.iter_unpack("<Q", data):
            value = word & ((1 << p["bits"]) - 1)
            if value < p["modulus"]:
                found.append(value)
    return found


def public_polynomial(p, index):
    tag = b"chorale/public-polynomial/1"
    seed = bytes([len(tag)]) + tag + bytes.fromhex(ROUND) + struct.pack(">I", index)
    stream = hashlib.shake_256(seed).digest(16 * p["degree"])
    position = 0

    def draw(count):
        nonlocal position
        position += count
        return stream[position - count : position]

    return uniform(p, draw)


def minimal_root(p):
    """The smallest primitive 2N-th root of unity, as SEAL chooses."""
    q, order = p["modulus"], 2 * p["degree"]
    base = 2
    while pow(pow(base, (q - 1) // order, q), order // 2, q) != q - 1:
        base += 1
    root = pow(base, (q - 1) // order, q)
    square, best, current = root * root % q, root, root
    for _ in range(p["degree"]):
        current = current * square % q
        best = min(best, current)
    return best


def ntt(p, coefficients):
    """Position i holds the value at psi^(2 reverse(i) + 1): a recursive evaluation, then the bit reversal."""
    q, degree = p["modulus"], p["degree"]
    psi = minimal_root(p)
    twisted = [c * pow(psi, i, q) % q for i, c in enumerate(coefficients)]

    def evaluate(values, omega):
        if len(values) == 1:
            return values
        even, odd = evaluate(values[::2], omega * omega % q), evaluate(values[1::2], omega * omega % q)
        half, factor, result = len(even), 1, [0] * len(values)
        for k in range(half):
            product = factor * odd[k] % q
            result[k], result[k + half] = (even[k] + product) % q, (even[k] - product) % q
            factor = factor * omega % q
        return result

    natural = evaluate(twisted, psi * psi % q)
    width = degree.bit_length() - 1
    return [natural[int(format(i, f"0{width}b")[::-1], 2)] for i in range(degree)]


def pack_coefficients(p, coefficients):
    total = 0
    for index, coefficient in enumerate(coefficients):
        total |= coefficient << (index * p["bits"])
    return total.to_bytes(len(coefficients) * p["bits"] // 8, "little")


def message_polynomials(p, blocks, values, entropy):
    """Coefficients by the packing rule, cut into polynomials with a canary in front of each; drawn lazily."""
    plain = 1 << p["plain_bits"]
    hiding = p["plain_bits"] - BITS_PER_FURTHER_LIMB - 1 - MOST_NODES_BITS
    coefficients, first = [], 0
    for block in blocks:
        part = values[first : first + block["length"]]
        first += block["length"]
        lanes = p["plain_bits"] // block["laneBits"] if block["limbs"] == 1 else 1
        for at in range(0, len(part), lanes):
            packed = sum(v << (k * block["laneBits"]) for k, v in enumerate(part[at : at + lanes])) % plain
            coefficients.append(lambda packed=packed: packed)
        for limb in range(1, block["limbs"]):
            for value in part:
                coefficients.append(
                    lambda value=value, limb=limb: (
                        (value >> (BITS_PER_FURTHER_LIMB * limb))
                        + (struct.unpack("<I", entropy.take(4))[0] >> (32 - hiding))
                    )
                    % plain
                )
    data = p["degree"] - 1
    for at in range(0, len(coefficients), data):
        polynomial = [1] + [c() for c in coefficients[at : at + data]]
        yield polynomial + [0] * (p["degree"] - len(polynomial))


def errors(p, entropy):
    """Centred binomial(42, 42) from three words a coefficient."""
    found = []
    for a, b, c in struct.iter_unpack("<3I", entropy.take(12 * p["degree"])):
        ones = lambda word: bin(word).count("1")
        found.append(ones(a) - ones(b) + ones(c & 0x3FF) - ones((c >> 10) & 0x3FF))
    return found


def ends(values):
    return [str(values[0]), str(values[-1])]


def encryption(name, blocks, values, seed):
    p, entropy = PARAMETERS[name], TestEntropy(seed)
    q = p["modulus"]
    key = uniform(p, entropy.take)
    first_errors, ciphertext = None, []
    for index, message in enumerate(message_polynomials(p, blocks, values, entropy)):
        noise = errors(p, entropy)
        first_errors = first_errors or noise
        masked = ntt(p, [(x + (e << p["plain_bits"])) % q for x, e in zip(message, noise)])
        public = public_polynomial(p, index)
        ciphertext += [(w - u * s) % q for w, u, s in zip(masked, public, key)]
    packed = pack_coefficients(p, ciphertext)
    return dict(
        parameters=name, seed=seed, blocks=blocks, values=values, key=ends(key), errors=first_errors[:8],
        ciphertext=ends(ciphertext), bytes=len(packed), sha256=hashlib.sha256(packed).hexdigest(),
    )


def sharing(name, threshold, members, seed):
    p, entropy = PARAMETERS[name], TestEntropy(seed)
    key = uniform(p, entropy.take)
    polynomial = [key] + [uniform(p, entropy.take) for _ in range(threshold - 1)]
    shares = []
    for x in range(1, members + 1):
        shares.append([sum(a[i] * pow(x, k) for k, a in enumerate(polynomial)) % p["modulus"] for i in range(p["degree"])])
    return dict(
        parameters=name, seed=seed, threshold=threshold, members=members, key=ends(key),
        shares=[dict(ends=ends(s), sha256=hashlib.sha256(pack_coefficients(p, s)).hexdigest()) for s in shares],
    )


def spread(count, most):
    """Reproducible signed integers in [-most, most)."""
    return [int.from_bytes(hashlib.sha256(struct.pack(">I", i)).digest()[:8], "big") % (2 * most) - most for i in range(count)]


def main():
    lanes = [dict(name="lanes", length=9000, laneBits=23, limbs=1)]
    mixed = [dict(name="narrow", length=5, laneBits=13, limbs=1), dict(name="wide", length=3, laneBits=46, limbs=2)]
    small = [dict(name="lanes", length=9, laneBits=20, limbs=1), dict(name="wide", length=2, laneBits=40, limbs=3)]
    wide = [2**53 - 1, -(2**53 - 1), -1]
    vectors = dict(
        round=ROUND,
        parmsId={name: [str(w) for w in parms_id(p)] for name, p in PARAMETERS.items()},
        publicPolynomials=[
            dict(parameters=name, index=index, ends=ends(public_polynomial(PARAMETERS[name], index)))
            for name in PARAMETERS
            for index in (0, 1, 70000)
        ],
        encryptions=[
            encryption("P1", lanes, spread(9000, 2**22), "lanes"),
            encryption("P1", mixed, spread(5, 2**12) + wide, "mixed"),
            encryption("P2", small, spread(9, 2**19) + wide[:2], "small"),
        ],
        sharings=[sharing("P1", 7, 10, "committee"), sharing("P2", 2, 3, "smallest committee")],
    )
    # Long vectors are left out: whoever tests makes the same values again.
    vectors["encryptions"][0]["values"] = dict(count=9000, most=2**22)
    print(json.dumps(vectors, indent=2))


main()
