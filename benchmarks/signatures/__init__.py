"""Signature boxes drawn from a seed, the model that is trained on them, and how often it is right.

`strokes` is a pen, `hands` writes signatures, `marks` makes what is none, `scans` is what scanners do, `dataset` puts
them together; `train` makes `intake/models/signature.npz`, `measure` prints what docs/signature-model.md says. No real
person's signature is in any of it.
"""
