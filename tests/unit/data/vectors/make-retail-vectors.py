"""Makes retail.json: features of Online Retail by pandas, independently of the product.

python3 make-retail-vectors.py PATH/online_retail.csv.gz > retail.json
"""
import json
import sys

import numpy as np
import pandas as pd

lines = pd.read_csv(
    sys.argv[1], dtype={"InvoiceNo": str, "StockCode": str}, parse_dates=["InvoiceDate"]
)
lines = lines[
    lines.CustomerID.notna()
    & ~lines.InvoiceNo.str.startswith("C")
    & (lines.Quantity > 0)
    & (lines.UnitPrice > 0)
].copy()
lines["person"] = lines.CustomerID.astype(int).astype(str)
lines["amount"] = lines.Quantity * lines.UnitPrice
snapshot = pd.Timestamp("2011-09-10")
before, after = lines[lines.InvoiceDate < snapshot], lines[lines.InvoiceDate >= snapshot]
person = before.groupby("person")
features = pd.DataFrame(
    {
        "recency": (snapshot - person.InvoiceDate.max()).dt.days,
        "tenure": (snapshot - person.InvoiceDate.min()).dt.days,
        "frequency": person.InvoiceNo.nunique(),
        "monetary": person.amount.sum(),
        "items": person.StockCode.nunique(),
        "quantity": person.Quantity.sum(),
    }
)
features["average_order"] = features.monetary / features.frequency
for days in (30, 90):
    recent = before[before.InvoiceDate >= snapshot - pd.Timedelta(days=days)].groupby("person")
    features[f"frequency_{days}"] = recent.InvoiceNo.nunique().reindex(features.index).fillna(0)
    features[f"monetary_{days}"] = recent.amount.sum().reindex(features.index).fillna(0)
features = features.sort_index()
label = features.index.isin(after.person).astype(int)
encoded = np.log1p(features)
sample = features.index[::337]
json.dump(
    {
        "persons": len(features),
        "positives": int(label.sum()),
        "meanOfLog1p": encoded.mean().to_dict(),
        "sample": {
            name: {**features.loc[name].astype(float).to_dict(), "label": int(label[features.index.get_loc(name)])}
            for name in sample
        },
    },
    sys.stdout,
    indent=2,
)
print()
