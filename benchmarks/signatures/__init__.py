"""Signature boxes drawn from a seed, the model that is trained on them, and how often it is right.

`strokes` is a pen, `hands` writes signatures, `marks` names what is none (drawn in `typed`, `jottings`, `wear`
and more), `scans` is what scanners do, `dataset` puts them together; `train` makes `intake/models/signature.npz`,
`measure` prints what docs/signature-model.md says. No real person's signature is in any of it.
"""
