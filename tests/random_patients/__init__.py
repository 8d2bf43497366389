"""Random patients against the site, beside a model in plain data of what they may rely on.

`told` is the model and knows nothing of the product; `given` makes answers, right and wrong ones;
`desk` holds the browsers and the clock and compares; `machine` is what patients do.
"""
