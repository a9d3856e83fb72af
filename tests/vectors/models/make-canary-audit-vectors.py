"""Writes canary-audit.json: Steinke, Nasr, Jagielski 2023 (arXiv:2305.08846), appendix D, with scipy's binomial distribution."""

import json
import math
import pathlib

import scipy.stats


def p_value(m, r, v, eps, delta):
    q = 1 / (1 + math.exp(-eps))
    beta = scipy.stats.binom.sf(v - 1, r, q)
    alpha = 0.0
    total = 0.0
    for i in range(1, v + 1):
        total += scipy.stats.binom.pmf(v - i, r, q)
        alpha = max(alpha, total / i)
    return min(beta + alpha * delta * 2 * m, 1)


def eps_lower(m, r, v, delta, p):
    eps_min, eps_max = 0.0, 1.0
    while p_value(m, r, v, eps_max, delta) < p:
        eps_max += 1
    for _ in range(40):
        eps = (eps_min + eps_max) / 2
        if p_value(m, r, v, eps, delta) < p:
            eps_min = eps
        else:
            eps_max = eps
    return eps_min


vectors = []
for m, r in [(100, 100), (100, 30), (1000, 1000), (1000, 332), (1000, 50), (3000, 1000)]:
    for share in (0.5, 0.55, 0.7, 0.9, 1):
        v = round(share * r)
        for delta in (0, 1e-6, 1e-5, 1e-3):
            vectors.append(
                {
                    "canaries": m,
                    "guesses": r,
                    "correct": v,
                    "delta": delta,
                    "chanceAtEpsilon1": p_value(m, r, v, 1, delta),
                    "epsilonLower95": eps_lower(m, r, v, delta, 0.05),
                }
            )

path = pathlib.Path(__file__).with_name("canary-audit.json")
path.write_text(json.dumps(vectors, indent=2) + "\n")
