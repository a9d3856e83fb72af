"""Writes logistic-regression.json: a small made-up table and scikit-learn's optimum on it (C = 1, intercept free)."""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(2)
rows = 120
amount = np.round(np.exp(random.normal(3, 1, rows)), 2)
age = random.integers(18, 90, rows)
member = random.integers(0, 2, rows)
constant = np.full(rows, 7.0)
log_odds = -2 + 0.8 * (np.log1p(amount) - 3) + 0.03 * (age - 50) + 0.7 * member
label = (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)

# Numbers are z-scored by the population deviation after their transform; 0/1 columns stay as they are.
numbers = np.column_stack([np.log1p(amount), age, constant])
deviation = numbers.std(axis=0)
deviation[deviation == 0] = 1
inputs = np.column_stack([(numbers - numbers.mean(axis=0)) / deviation, member])
model = LogisticRegression(C=1, tol=1e-12, max_iter=10000).fit(inputs, label)

path = pathlib.Path(__file__).with_name("logistic-regression.json")
path.write_text(
    json.dumps(
        {
            "amount": amount.tolist(),
            "age": age.tolist(),
            "constant": constant.tolist(),
            "member": member.tolist(),
            "label": label.tolist(),
            "intercept": model.intercept_[0],
            "weights": model.coef_[0].tolist(),
        }
    )
    + "\n"
)
