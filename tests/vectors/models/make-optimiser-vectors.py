"""Makes optimisers.json: FedAdam, FedYogi and FedAdagrad (Reddi et al. 2021, Algorithm 2) and SCAFFOLD (Karimireddy et al. 2020,
Algorithm 1, option II), written here once more with NumPy from the papers' pseudo-code. Run: python3 make-optimiser-vectors.py"""
import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20210501)


def adaptive(name, eta, beta1, beta2, tau, x0, deltas):
    x, m, v = x0.copy(), np.zeros_like(x0), np.full_like(x0, tau**2)
    path = []
    for delta in deltas:
        m = beta1 * m + (1 - beta1) * delta
        if name == "fedadagrad":
            v = v + delta**2
        elif name == "fedyogi":
            v = v - (1 - beta2) * delta**2 * np.sign(v - delta**2)
        else:
            v = beta2 * v + (1 - beta2) * delta**2
        x = x + eta * m / (np.sqrt(v) + tau)
        path.append(x.tolist())
    return path


def scaffold(hessians, targets, counts, eta, steps, x0, present):
    """Node i holds f_i(x) = 1/2 (x - b_i)' A_i (x - b_i); nodes weigh by their persons, who is away keeps its variate."""
    weights = counts / counts.sum()
    x = x0.copy()
    own = [np.zeros_like(x0) for _ in counts]
    path, commons = [], []
    for here in present:
        common = sum(w * c for w, c in zip(weights, own))
        moves, new = {}, {}
        for i in here:
            y = x.copy()
            for _ in range(steps):
                y = y - eta * (hessians[i] @ (y - targets[i]) - own[i] + common)
            new[i] = own[i] - common + (x - y) / (steps * eta)
            moves[i] = y - x
        total = sum(weights[i] for i in here)
        x = x + sum(weights[i] * moves[i] for i in here) / total
        for i in here:
            own[i] = new[i]
        path.append(x.tolist())
        commons.append(sum(w * c for w, c in zip(weights, own)).tolist())
    return path, commons


deltas = rng.normal(size=(6, 4)) * np.array([1.0, 0.1, 0.01, 1e-4])
x0 = rng.normal(size=4)
adaptive_cases = [
    {
        "optimiser": {"name": name, "learningRate": eta, "beta1": beta1, "beta2": beta2, "tau": tau},
        "weights": x0.tolist(),
        "updates": deltas.tolist(),
        "path": adaptive(name, eta, beta1, beta2, tau, x0, deltas),
    }
    for name, eta, beta1, beta2, tau in [
        ("fedadam", 0.1, 0.9, 0.99, 1e-3),
        ("fedyogi", 0.03, 0.9, 0.9, 1e-2),
        ("fedadagrad", 0.1, 0.0, 0.99, 1e-3),
        ("fedadagrad", 0.1, 0.5, 0.99, 1e-1),
    ]
]

nodes, size = 3, 3
roots = rng.normal(size=(nodes, size, size)) * 0.6
hessians = np.array([r.T @ r + 0.1 * np.eye(size) for r in roots])
targets = rng.normal(size=(nodes, size))
counts = np.array([10.0, 20.0, 30.0])
present = [[0, 1, 2], [0, 2], [1, 2], [0, 1, 2], [0], [0, 1, 2]]
start = rng.normal(size=size)
path, commons = scaffold(hessians, targets, counts, 0.1, 5, start, present)
vectors = {
    "adaptive": adaptive_cases,
    "scaffold": {
        "hessians": hessians.tolist(),
        "targets": targets.tolist(),
        "counts": counts.tolist(),
        "learningRate": 0.1,
        "steps": 5,
        "weights": start.tolist(),
        "present": present,
        "path": path,
        "common": commons,
    },
}
Path(__file__).with_name("optimisers.json").write_text(json.dumps(vectors, indent=1) + "\n")
