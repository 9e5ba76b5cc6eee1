"""The second engine's model in two parts gives what it gives whole."""

import numpy as np
import onnxruntime
import pytest

from intake import glance
from intake.languages import find_model
from intake.line_model import STROKES, cut_model, lowered


@pytest.mark.slow
def test_the_network_and_its_last_layer_together_are_the_whole_model() -> None:
    """For any line each letter is as likely as the uncut model says."""
    line = np.random.default_rng(4).uniform(-1, 1, (1, 3, 48, 160)).astype(np.float32)
    whole = onnxruntime.InferenceSession(str(find_model()), providers=["CPUExecutionProvider"])
    (likely,) = whole.run(None, {"x": line})
    model = cut_model(find_model())
    session = onnxruntime.InferenceSession(model.network, providers=["CPUExecutionProvider"])
    features, strokes = session.run(None, {"x": line})
    weighed = np.exp(features[0] @ model.weights + model.bias)
    assert np.allclose(weighed / weighed.sum(axis=1, keepdims=True), likely[0], atol=1e-5)
    assert (features.shape[2], strokes.shape[1]) == (glance.FEATURES, glance.STROKES)


@pytest.mark.slow
def test_a_model_without_its_map_of_strokes_is_refused(tmp_path) -> None:
    """What signatures are judged by must be there."""
    other = tmp_path / "model.onnx"
    other.write_bytes(find_model().read_bytes().replace(STROKES.encode(), b"x" * len(STROKES)))
    with pytest.raises(ValueError, match="map of strokes"):
        cut_model(other)


@pytest.mark.slow
def test_a_model_with_another_end_is_refused(tmp_path) -> None:
    """What is cut off must be what the file's head says."""
    other = tmp_path / "model.onnx"
    other.write_bytes(find_model().read_bytes().replace(b"Softmax", b"Sigmoid"))
    with pytest.raises(ValueError, match="where Softmax was expected"):
        cut_model(other)


@pytest.mark.slow
def test_a_network_that_is_not_for_lines_of_48_pixels_is_not_lowered() -> None:
    """It would read something else without saying so."""
    network = lowered(cut_model(find_model()).network)
    with pytest.raises(ValueError, match="not 48 pixels high"):
        lowered(network)
