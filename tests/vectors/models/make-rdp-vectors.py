"""Writes rdp.json: epsilons by Google's dp_accounting (pip install dp-accounting), RDP with its default orders."""

import json
import pathlib

import dp_accounting
from dp_accounting.rdp import rdp_privacy_accountant

# Groups of (sampling rate, noise multiplier, count) and delta; the first eight are the design's table.
CASES = [
    ([(256 / 60000, 1.1, 14062)], 1e-5),
    ([(256 / 60000, 1.3, 3515)], 1e-5),
    ([(256 / 60000, 0.7, 10546)], 1e-5),
    ([(0.04, 1.5, 2250)], 1e-5),
    ([(0.01, 0.8, 1000)], 1e-6),
    ([(1, 1.0, 1)], 1e-5),
    ([(0.1, 1.0, 1000)], 1e-6),
    ([(0.01, 1.0, 2000)], 1e-6),
    ([(1, 9.0, 1), (1, 20.0, 20)], 1e-5),
    ([(1, 5.0, 1), (0.05, 1.2, 300), (0.5, 4.0, 40)], 1e-6),
    ([(0.001, 0.6, 10000)], 1e-7),
    ([(0.9, 30.0, 100)], 1e-5),
    ([(1, 400.0, 3)], 1e-5),
]


def epsilon(events, delta):
    accountant = rdp_privacy_accountant.RdpAccountant()
    for rate, noise, count in events:
        event = dp_accounting.PoissonSampledDpEvent(rate, dp_accounting.GaussianDpEvent(noise))
        accountant.compose(event, count)
    return accountant.get_epsilon(delta)


vectors = [
    {
        "events": [
            {"type": "sampled-gaussian", "samplingRate": q, "noiseMultiplier": z, "count": n} for q, z, n in events
        ],
        "delta": delta,
        "epsilon": epsilon(events, delta),
    }
    for events, delta in CASES
]
path = pathlib.Path(__file__).with_name("rdp.json")
path.write_text(json.dumps(vectors, indent=2) + "\n")
