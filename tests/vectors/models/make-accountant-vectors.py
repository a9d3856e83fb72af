"""Writes accountants.json: epsilons and deltas by Google's dp_accounting (pip install dp-accounting), RDP and PLD."""

import itertools
import json
import pathlib

import dp_accounting
from dp_accounting.pld import pld_privacy_accountant, privacy_loss_distribution
from dp_accounting.rdp import rdp_privacy_accountant

ADD_OR_REMOVE = dp_accounting.NeighboringRelation.ADD_OR_REMOVE_ONE

# RDP_ORDERS of models/src/privacy/accountant-rdp.ts; dp_accounting's own default has fewer high ones.
ORDERS = [1 + tenths / 10 for tenths in range(1, 100)] + list(range(11, 64)) + [
    *(64, 72, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024),
]


def sampled(rate, noise, count):
    return {"type": "sampled-gaussian", "samplingRate": rate, "noiseMultiplier": noise, "count": count}


def discrete(rate, noise, sensitivity, count):
    return {
        "type": "discrete-gaussian",
        "samplingRate": rate,
        "noiseStdDevGrid": noise,
        "sensitivityGrid": sensitivity,
        "dimension": 1,
        "count": count,
    }


# The design's table, then what was there before.
CASES = [
    ([sampled(256 / 60000, 1.1, 14062)], 1e-5),
    ([sampled(256 / 60000, 1.3, 3515)], 1e-5),
    ([sampled(256 / 60000, 0.7, 10546)], 1e-5),
    ([sampled(0.04, 1.5, 2250)], 1e-5),
    ([sampled(0.01, 0.8, 1000)], 1e-6),
    ([sampled(1, 1.0, 1)], 1e-5),
    ([sampled(0.1, 1.0, 1000)], 1e-6),
    ([sampled(0.01, 1.0, 2000)], 1e-6),
    ([sampled(1, 9.0, 1), sampled(1, 20.0, 20)], 1e-5),
    ([sampled(1, 5.0, 1), sampled(0.05, 1.2, 300), sampled(0.5, 4.0, 40)], 1e-6),
    ([sampled(0.001, 0.6, 10000)], 1e-7),
    ([sampled(0.9, 30.0, 100)], 1e-5),
    ([sampled(1, 400.0, 3)], 1e-5),
]
# Different mechanisms together.
CASES += [
    ([sampled(1, 12.0, 1), sampled(0.1, 2.0, 200)], 1e-5),
    ([sampled(0.02, 1.0, 500), sampled(0.02, 1.5, 500), sampled(0.02, 3.0, 1000)], 1e-6),
    ([sampled(0.3, 6.0, 50), sampled(1, 15.0, 4), sampled(0.01, 0.9, 700)], 1e-8),
    ([sampled(0.25, 8.0, 1000), sampled(0.5, 25.0, 100)], 1e-9),
]
GRID = itertools.product([0.002, 0.01, 0.05, 0.2, 0.7, 1], [0.7, 1.0, 2.0, 5.0, 20.0], [1, 30, 600, 10000])
DELTAS = itertools.cycle([1e-5, 1e-6, 1e-8])
DISCRETE = [
    ([discrete(1, 3.0, 1, 1)], 1e-5),
    ([discrete(1, 20.0, 4, 10)], 1e-6),
    ([discrete(1, 50.0, 25, 3)], 1e-6),
    ([discrete(0.1, 4.0, 2, 100)], 1e-5),
    ([discrete(0.02, 2.0, 2, 1000)], 1e-6),
    ([discrete(0.5, 90.0, 10, 40)], 1e-7),
    ([discrete(0.1, 10.0, 5, 50), sampled(0.1, 1.5, 100)], 1e-6),
]
# Rare samples under little noise: losses that are large and hardly ever happen.
RARE = [
    (sampled(rate, noise, count), delta)
    for rate, noise, counts, delta in [
        (1e-3, 0.4, [10, 1000, 10_000], 1e-6),
        (1e-3, 0.7, [100, 10_000], 1e-5),
        (1e-3, 1.0, [1000, 10_000], 1e-6),
        (1e-4, 0.4, [100, 10_000], 1e-6),
        (1e-4, 0.5, [1000, 10_000], 1e-5),
        (1e-4, 0.7, [1000, 10_000], 1e-6),
        (1e-5, 0.4, [1000, 10_000], 1e-6),
        (1e-5, 0.3, [100, 10_000], 1e-7),
        (1e-6, 0.4, [10_000], 1e-6),
        (1e-6, 0.3, [1000, 10_000], 1e-7),
    ]
    for count in counts
]


def rdp(events, orders=None):
    accountant = rdp_privacy_accountant.RdpAccountant(orders)
    for event in events:
        gaussian = dp_accounting.GaussianDpEvent(event["noiseMultiplier"])
        accountant.compose(dp_accounting.PoissonSampledDpEvent(event["samplingRate"], gaussian), event["count"])
    return accountant


def interval(events):
    """Fine where single losses are small, coarse where the sum would not fit."""
    smallest = min(e["samplingRate"] / e.get("noiseMultiplier", 1) for e in events)
    # Losses of several, from rare samples, need no finer grid than this, and would take minutes on one.
    if all(e["samplingRate"] <= 1e-4 and e.get("noiseMultiplier", 1) < 0.8 for e in events):
        return 1e-4 if all(e["noiseMultiplier"] <= 0.5 for e in events) else 1e-5
    return 1e-4 if smallest > 1e-3 else 2e-5 if smallest > 2e-4 else 2e-6


def distribution(event, step):
    rate, count = event["samplingRate"], event["count"]
    if event["type"] == "discrete-gaussian":
        one = privacy_loss_distribution.from_discrete_gaussian_mechanism(
            event["noiseStdDevGrid"],
            event["sensitivityGrid"],
            sampling_prob=rate,
            value_discretization_interval=step,
            use_connect_dots=True,
        )
    else:
        one = privacy_loss_distribution.from_gaussian_mechanism(
            event["noiseMultiplier"],
            sampling_prob=rate,
            value_discretization_interval=step,
            use_connect_dots=True,
        )
    return one.self_compose(count) if count > 1 else one


def pld(events):
    step = interval(events)
    total = None
    for event in events:
        one = distribution(event, step)
        total = one if total is None else total.compose(one)
    return total


def vector(events, delta):
    by_pld = pld(events)
    epsilon = by_pld.get_epsilon_for_delta(delta)
    result = {"events": events, "delta": delta, "pld": epsilon}
    # Another point of the same curve, read the other way.
    result["deltaAt"] = {"epsilon": 0.6 * epsilon, "pld": by_pld.get_delta_for_epsilon(0.6 * epsilon)}
    if all(e["type"] == "sampled-gaussian" for e in events):
        result["rdp"] = rdp(events, ORDERS).get_epsilon(delta)
        result["rdpOfDefaultOrders"] = rdp(events).get_epsilon(delta)
        result["deltaAt"]["rdp"] = rdp(events, ORDERS).get_delta(0.6 * epsilon)
    return result


vectors = [vector(events, delta) for events, delta in CASES]
for (rate, noise, count), delta in zip(GRID, DELTAS):
    events = [sampled(rate, noise, count)]
    # Nobody runs studies far outside these, and dp_accounting would take hours and gigabytes.
    if 0.02 < rdp(events).get_epsilon(delta) < 40:
        vectors.append(vector(events, delta))
        print(len(vectors), rate, noise, count, vectors[-1]["pld"], flush=True)
vectors += [vector(events, delta) for events, delta in DISCRETE]
vectors += [vector([event], delta) for event, delta in RARE]
path = pathlib.Path(__file__).with_name("accountants.json")
path.write_text(json.dumps(vectors, indent=1) + "\n")
print(len(vectors), "vectors")
