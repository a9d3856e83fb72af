"""Writes online-retail.json: scikit-learn's pooled optimum of "Repurchase and churn" on UCI Online Retail.

Takes the path of online_retail.csv.gz. The features are made with pandas, apart from the product's own code.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

SNAPSHOT = pd.Timestamp("2011-09-10")


def hash_number(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


lines = pd.read_csv(sys.argv[1], dtype={"InvoiceNo": str, "StockCode": str}, parse_dates=["InvoiceDate"])
lines = lines[lines.CustomerID.notna() & ~lines.InvoiceNo.str.startswith("C")]
lines = lines[(lines.Quantity > 0) & (lines.UnitPrice > 0)].astype({"CustomerID": int})
lines["Amount"] = lines.Quantity * lines.UnitPrice
before = lines[lines.InvoiceDate < SNAPSHOT]
by_customer = before.groupby("CustomerID")
features = pd.DataFrame(
    {
        "recency": (SNAPSHOT - by_customer.InvoiceDate.max()).dt.days,
        "tenure": (SNAPSHOT - by_customer.InvoiceDate.min()).dt.days,
        "frequency": by_customer.InvoiceNo.nunique(),
        "monetary": by_customer.Amount.sum(),
        "items": by_customer.StockCode.nunique(),
        "quantity": by_customer.Quantity.sum(),
    }
)
features["average_order"] = features.monetary / features.frequency
for days in (30, 90):
    window = before[before.InvoiceDate >= SNAPSHOT - pd.Timedelta(days=days)].groupby("CustomerID")
    features[f"frequency_{days}d"] = window.InvoiceNo.nunique()
    features[f"monetary_{days}d"] = window.Amount.sum()
inputs = np.log1p(features.fillna(0))
label = inputs.index.isin(lines[lines.InvoiceDate >= SNAPSHOT].CustomerID).astype(int)
is_test = np.array([hash_number(str(customer)) % 5 == 0 for customer in inputs.index])
train = inputs[~is_test]
scaled = (inputs - train.mean()) / train.std(ddof=0)
model = LogisticRegression(C=1, tol=1e-12, max_iter=10000).fit(scaled[~is_test], label[~is_test])

path = pathlib.Path(__file__).with_name("online-retail.json")
path.write_text(
    json.dumps(
        {
            "customers": len(inputs),
            "testCustomers": int(is_test.sum()),
            "baseRate": label.mean(),
            "auc": roc_auc_score(label[is_test], model.decision_function(scaled[is_test])),
            "intercept": model.intercept_[0],
            "weights": dict(zip(inputs.columns, model.coef_[0])),
        },
        indent=2,
    )
    + "\n"
)
